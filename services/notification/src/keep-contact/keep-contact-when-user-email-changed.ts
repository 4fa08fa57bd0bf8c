// Writes to the new address from now on; the owner has proven it, else it would not have changed.
import { repeatableReaction } from '@eventflow/backbone'
import { UserEmailChanged } from '@eventflow/contracts'
import type { ContactStore } from '../contact-store.js'

export const keepContactWhenUserEmailChanged = ({ contacts }: { contacts: ContactStore }) =>
  repeatableReaction(UserEmailChanged, async ({ data: { userId, email }, envelope }) => {
    await contacts.move(userId, { email, since: envelope.id })
    return undefined
  })
