// What this service does when something happens to an account: it keeps the contact, and mails what the owner has to know.
import type { Reaction } from '@eventflow/backbone'
import type { ContactStore } from './contact-store.js'
import { keepContactWhenUserEmailChanged } from './keep-contact/keep-contact-when-user-email-changed.js'
import { keepContactWhenUserEmailVerified } from './keep-contact/keep-contact-when-user-email-verified.js'
import { keepContactWhenUserRegistered } from './keep-contact/keep-contact-when-user-registered.js'
import type { OweMails } from './owe-mails.js'
import { sendLinkWhenUserEmailChangeRequested } from './send-link/send-link-when-user-email-change-requested.js'
import { sendLinkWhenUserEmailVerificationRequested } from './send-link/send-link-when-user-email-verification-requested.js'
import { sendLinkWhenUserPasswordResetRequested } from './send-link/send-link-when-user-password-reset-requested.js'
import { welcomeWhenUserRegistered } from './welcome/welcome-when-user-registered.js'

interface AccountParts {
  contacts: ContactStore
  owe: OweMails
}

export const accountReactions = ({ contacts, owe }: AccountParts): Reaction[] => [
  keepContactWhenUserRegistered({ contacts }),
  keepContactWhenUserEmailChanged({ contacts }),
  keepContactWhenUserEmailVerified({ contacts }),
  welcomeWhenUserRegistered({ owe }),
  sendLinkWhenUserEmailVerificationRequested({ owe }),
  sendLinkWhenUserPasswordResetRequested({ owe }),
  sendLinkWhenUserEmailChangeRequested({ owe }),
]
