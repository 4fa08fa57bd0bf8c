// Knows that an address is proven, which is when its owner may be called by name.
import { repeatableReaction } from '@eventflow/backbone'
import { UserEmailVerified } from '@eventflow/contracts'
import type { ContactStore } from '../contact-store.js'

export const keepContactWhenUserEmailVerified = ({ contacts }: { contacts: ContactStore }) =>
  repeatableReaction(UserEmailVerified, async ({ data: { userId, email }, envelope }) => {
    await contacts.verify(userId, { email, since: envelope.id })
    return undefined
  })
