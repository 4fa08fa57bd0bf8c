// People as a whole: what is kept of each of them here, and who is to be kept no more.
import { type Backbone, type ErasedEntities, type Tombstones, tombstonesIn } from '@eventflow/backbone'
import type { Clock } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import type { schemas } from './schemas.js'
import { type ToldOf, toldOfPerson } from './told-of-person.js'

type PersonalData = ToldOf | 'contacts' | 'pushSubscriptions' | 'webhooks' | 'webhookAttempts'

export interface PersonStore extends ErasedEntities, Tombstones {
  erase(userId: string): Promise<Record<PersonalData, number>>
  /** Takes away what was just written of those among them who are being erased. */
  eraseAmong(userIds: readonly string[]): Promise<void>
  /** What somebody gets to see of it; the newest messages first. */
  copyOf(userId: string): Promise<Record<PersonalData, unknown[]>>
}

interface PersonStoreParts {
  models: Models<typeof schemas>
  backbone: Pick<Backbone, 'carry'>
  now: Clock
}

const attemptsAtMost = 1_000

export function personStore({ models, backbone, now }: PersonStoreParts): PersonStore {
  const { contacts, pushSubscriptions, tombstones, webhooks, webhookAttempts } = models
  const told = toldOfPerson(models)
  const erase = async (userId: string) => ({
    ...(await told.erase(userId)),
    contacts: (await contacts.deleteOne({ _id: userId })).deletedCount,
    pushSubscriptions: (await pushSubscriptions.deleteOne({ _id: userId })).deletedCount,
    webhooks: (await webhooks.deleteOne({ _id: userId })).deletedCount,
    webhookAttempts: (await webhookAttempts.deleteMany({ userId })).deletedCount,
  })
  return {
    ...tombstonesIn({ model: tombstones, backbone, now }),
    erase,
    eraseAmong: async (userIds) => {
      const found = await tombstones.find({ _id: { $in: [...userIds] } }, { _id: 1 }).lean()
      for (const { _id } of found) await erase(_id)
    },
    copyOf: async (userId) => ({
      ...(await told.copyOf(userId)),
      contacts: await contacts.find({ _id: userId }, { emailSince: 0 }).lean(),
      pushSubscriptions: await pushSubscriptions.find({ _id: userId }, { 'items.sealedKeys': 0 }).lean(),
      webhooks: await webhooks.find({ _id: userId }, { 'items.secrets': 0 }).lean(),
      webhookAttempts: await webhookAttempts.find({ userId }).sort({ at: -1 }).limit(attemptsAtMost).lean(),
    }),
  }
}
