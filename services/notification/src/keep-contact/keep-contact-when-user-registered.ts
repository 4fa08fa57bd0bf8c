// Keeps where somebody can be written to, and in which language, from the moment of the registration.
import { repeatableReaction } from '@eventflow/backbone'
import { UserRegistered } from '@eventflow/contracts'
import type { ContactStore } from '../contact-store.js'

export const keepContactWhenUserRegistered = ({ contacts }: { contacts: ContactStore }) =>
  repeatableReaction(UserRegistered, async ({ data, envelope }) => {
    const { userId, email, name, locale } = data
    await contacts.open(userId, { email, name, locale, since: envelope.id })
    return undefined
  })
