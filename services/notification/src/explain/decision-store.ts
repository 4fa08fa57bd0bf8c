// What was decided for somebody, and what became of it by each channel.
import type { Models } from '@eventflow/runtime/mongo'
import { decisionIdOf, type PersonDecision } from '../announce/decide-page.js'
import { deliveryIdOf } from '../delivery.js'
import type { DigestStore } from '../digest/digest-store.js'
import type { schemas } from '../schemas.js'
import { type ChannelFate, fateOfChannel, type StoredFate } from './channel-fate.js'

export interface DecisionStore {
  find(userId: string, eventId: string): Promise<PersonDecision | undefined>
  fatesOf(decision: PersonDecision): Promise<ChannelFate[]>
}

interface DecisionStoreParts {
  models: Pick<Models<typeof schemas>, 'decisions' | 'deliveries'>
  digests: Pick<DigestStore, 'dueOf'>
}

export function decisionStore({ models, digests }: DecisionStoreParts): DecisionStore {
  return {
    find: async (userId, eventId) => {
      const found = await models.decisions.findById(decisionIdOf(userId, eventId)).lean()
      return (found ?? undefined) as PersonDecision | undefined
    },
    fatesOf: async ({ userId, eventId, channels, ...decision }) => {
      const ids = (['email', 'push', 'webhook'] as const).map((channel) =>
        deliveryIdOf({ eventId, userId, channel }),
      )
      const [stored, waits] = await Promise.all([
        models.deliveries.find({ _id: { $in: ids } }).lean(),
        channels.some(({ outcome }) => outcome === 'digested') ? digests.dueOf(userId, eventId) : [],
      ])
      return channels.map((one) =>
        fateOfChannel({ ...decision, userId, eventId, channels }, one, {
          delivery: stored.find(({ channel }) => channel === one.channel) as StoredFate | undefined,
          digest: waits.find(({ channel }) => channel === one.channel),
        }),
      )
    },
  }
}
