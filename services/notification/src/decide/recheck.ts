// The same decision once more, with what is known at the moment of sending: much may have changed since it was announced.
import type { Clock } from '@eventflow/runtime'
import type { ClaimedDelivery } from '../delivery.js'
import { type Decision, decide } from './decide.js'
import type { PeopleSource } from './people.js'

export type Recheck = (delivery: ClaimedDelivery) => Promise<Exclude<Decision, { outcome: 'digested' }>>

interface RecheckParts {
  people: PeopleSource
  now: Clock
}

export const rechecking =
  ({ people, now }: RecheckParts): Recheck =>
  async (delivery) => {
    const { userId, channel, category, critical, to } = delivery
    const [person, hidden] = await Promise.all([people.one(userId), people.hiddenFrom(userId, delivery)])
    // An address that the event names is there, whatever else is known of the person.
    const reach = to === undefined ? person.reach : { ...person.reach, email: true }
    const about = { category, critical }
    const decision = decide({
      about,
      channel,
      person: { ...person, reach },
      hidden,
      isSending: true,
      now: now(),
    })
    if (decision.outcome === 'digested') throw new Error('what is being sent is put into no digest')
    return decision
  }
