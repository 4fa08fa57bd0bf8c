// Contacts in, contacts out. Each write may come twice and in another order, and then leads to the same.
import type { Models } from '@eventflow/runtime/mongo'
import type { schemas } from './schemas.js'

export interface Contact {
  email: string
  verified: boolean
  name?: string | null
  locale?: string | null
}

export interface ContactStore {
  find(userId: string): Promise<Contact | undefined>
  open(userId: string, facts: { email: string; name: string; locale: string; since: string }): Promise<void>
  /** The address that was named last stays, whichever message comes last. */
  move(userId: string, facts: { email: string; since: string }): Promise<void>
  verify(userId: string, facts: { email: string; since: string }): Promise<void>
}

export function contactStore({ contacts }: Pick<Models<typeof schemas>, 'contacts'>): ContactStore {
  /** Makes the contact if there is none yet; answers whether it did. */
  const begin = async (_id: string, first: Record<string, unknown>) => {
    const { upsertedCount } = await contacts.updateOne({ _id }, { $setOnInsert: first }, { upsert: true })
    return upsertedCount > 0
  }
  return {
    find: async (userId) => (await contacts.findById(userId).lean()) ?? undefined,
    open: async (_id, { email, name, locale, since }) => {
      if (await begin(_id, { email, emailSince: since, verified: false, name, locale })) return
      await contacts.updateOne({ _id, name: { $exists: false } }, { $set: { name, locale } })
    },
    move: async (_id, { email, since }) => {
      if (await begin(_id, { email, emailSince: since, verified: true })) return
      await contacts.updateOne(
        { _id, emailSince: { $lt: since } },
        { $set: { email, emailSince: since, verified: true } },
      )
    },
    verify: async (_id, { email, since }) => {
      if (await begin(_id, { email, emailSince: since, verified: true })) return
      await contacts.updateOne({ _id, email }, { $set: { verified: true } })
    },
  }
}
