// What a stored decision leads to: an item in the inbox, something owed by a channel, an entry of a digest; pure.
import type { OutsideChannel } from '../channels.js'
import type { Person } from '../decide/person.js'
import { type DeliveryModel, deliveryIdOf, type OwedDelivery } from '../delivery.js'
import type { DigestEntry } from '../digest/digest.js'
import { type Notice, noticeIdOf, noticeKeyOf } from '../inbox/notice.js'
import type { Announcement } from './announcement.js'
import type { ChannelDecision, PersonDecision } from './decide-page.js'
import { type Worded, wordsFor } from './words.js'

export interface Told {
  decision: PersonDecision
  person: Person
  announcement: Announcement
  actorName: string | undefined
}

const wordedFor = ({ announcement, actorName, person }: Told): Worded =>
  wordsFor({ ...announcement, actorName }, person.locale)

export function noticesOf(told: Told): Notice[] {
  const { announcement, decision, actorName } = told
  const isIn = decision.channels.some(({ channel, outcome }) => channel === 'inApp' && outcome === 'sent')
  if (!isIn) return []
  const { id: eventId, at, actorId, actionId } = announcement
  const { userId, category } = decision
  const _id = noticeKeyOf(userId, noticeIdOf({ eventId, userId, at }))
  const actor = actorId === undefined ? {} : { actorId, ...(actorName === undefined ? {} : { actorName }) }
  const about = actionId === undefined ? {} : { actionId }
  const facts = { _id, userId, eventId, category, ...wordedFor(told), ...actor, ...about }
  return [{ ...facts, status: 'unread', createdAt: at }]
}

export function owedOf(told: Told): OwedDelivery[] {
  return told.decision.channels.flatMap((one) => {
    const { channel, outcome } = one
    if (channel === 'inApp' || (outcome !== 'sent' && outcome !== 'held')) return []
    const { to = [] } = told.announcement
    const main = owedBy(told, { ...one, channel })
    if (channel !== 'email') return [main]
    // Each address that the event names has a mail of its own; the last is the one that the person has now.
    const further = to.slice(0, -1).map((address) => letterTo(main, address))
    const [now] = to.slice(-1)
    return [...further, now === undefined ? main : { ...main, to: now }]
  })
}

type Outside = ChannelDecision & { channel: OutsideChannel }

function letterTo(main: OwedDelivery, to: string): OwedDelivery {
  const { eventId, userId, channel, template } = main
  return { ...main, id: deliveryIdOf({ eventId, userId, channel, letter: { template, to } }), to }
}

function owedBy(told: Told, { channel, outcome, until, reason }: Outside): OwedDelivery {
  const { decision, announcement } = told
  const { userId, category } = decision
  const { id: eventId, template, actorId, actionId } = announcement
  return {
    id: deliveryIdOf({ eventId, userId, channel }),
    ...{ userId, channel, category, eventId, template, model: modelOf(told) },
    ...(actorId === undefined ? {} : { actorId }),
    ...(actionId === undefined ? {} : { actionId }),
    ...(reason === 'critical' ? { critical: true } : {}),
    ...(outcome === 'held' && until ? { holdUntil: until, reason } : {}),
  }
}

function modelOf(told: Told): DeliveryModel {
  const { announcement, actorName } = told
  const { actorId, facts } = announcement
  const { ip, userAgent } = facts
  return {
    ...wordedFor(told),
    ...(actorId === undefined ? {} : { actor: { id: actorId, displayName: actorName ?? '' } }),
    ...(ip === undefined ? {} : { ip }),
    ...(userAgent === undefined ? {} : { userAgent }),
  }
}

export function digestedOf(told: Told): DigestEntry[] {
  const { decision, announcement, person } = told
  const { id: eventId, template, at, actorId, actionId } = announcement
  return decision.channels.flatMap(({ channel, outcome, rhythm = 'hourly' }) => {
    if (outcome !== 'digested' || (channel !== 'email' && channel !== 'push')) return []
    const about = {
      ...(actorId === undefined ? {} : { actorId }),
      ...(actionId === undefined ? {} : { actionId }),
    }
    const item = { eventId, template, ...wordedFor(told), at: at.toISOString(), ...about }
    const { userId, category } = decision
    return [{ userId, category, channel, rhythm, timeZone: person.timeZone, decidedAt: decision.at, item }]
  })
}
