// People as a whole: what is kept of each of them here, and who is to be kept no more.
import type { Backbone, ErasedEntities } from '@eventflow/backbone'
import type { DomainEvent } from '@eventflow/contracts'
import type { Clock } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import type { schemas } from './schemas.js'

type PersonalData = 'contacts' | 'mails' | 'webhooks' | 'webhookAttempts'

export interface PersonStore extends ErasedEntities {
  /** Before anything is taken away: whoever writes at this moment finds it afterwards. */
  mark(userId: string): Promise<void>
  erase(userId: string): Promise<Record<PersonalData, number>>
  /** Says once that the job was answered. */
  answer(userId: string, jobId: string, said: DomainEvent): Promise<void>
  /** What somebody gets to see of it; the newest mails first. */
  copyOf(userId: string): Promise<Record<PersonalData, unknown[]>>
}

interface PersonStoreParts {
  models: Models<typeof schemas>
  backbone: Pick<Backbone, 'carry'>
  now: Clock
}

const mailsAtMost = 1_000
const attemptsAtMost = 1_000
const shownOfMails = { kind: 1, to: 1, state: 1, createdAt: 1, settledAt: 1, reason: 1 } as const

export function personStore({ models, backbone, now }: PersonStoreParts): PersonStore {
  const { contacts, mails, tombstones, webhooks, webhookAttempts } = models
  return {
    has: async (userId) => (await tombstones.exists({ _id: userId })) !== null,
    mark: async (_id) => {
      await tombstones.updateOne({ _id }, { $setOnInsert: { erasedAt: now() } }, { upsert: true })
    },
    erase: async (userId) => ({
      contacts: (await contacts.deleteOne({ _id: userId })).deletedCount,
      mails: (await mails.deleteMany({ userId })).deletedCount,
      webhooks: (await webhooks.deleteOne({ _id: userId })).deletedCount,
      webhookAttempts: (await webhookAttempts.deleteMany({ userId })).deletedCount,
    }),
    answer: async (_id, jobId, said) => {
      await backbone.carry([said], (carried) =>
        tombstones.updateOne({ _id, jobId: { $ne: jobId } }, { $set: { jobId, ...carried } }),
      )
    },
    copyOf: async (userId) => ({
      contacts: await contacts.find({ _id: userId }, { emailSince: 0 }).lean(),
      mails: await mails.find({ userId }, shownOfMails).sort({ createdAt: -1 }).limit(mailsAtMost).lean(),
      webhooks: await webhooks.find({ _id: userId }, { 'endpoints.secrets': 0 }).lean(),
      webhookAttempts: await webhookAttempts.find({ userId }).sort({ at: -1 }).limit(attemptsAtMost).lean(),
    }),
  }
}
