// Mails the link to the new address, and a notice to the old one: whoever loses an account should hear of it in time.
import { repeatableReaction } from '@eventflow/backbone'
import { UserEmailChangeRequested } from '@eventflow/contracts'
import type { OweMails } from '../owe-mails.js'

export const sendLinkWhenUserEmailChangeRequested = ({ owe }: { owe: OweMails }) =>
  repeatableReaction(UserEmailChangeRequested, ({ data, envelope }) => {
    const { userId, email, previousEmail, token, expiresAt } = data
    return owe(envelope, [
      { kind: 'confirm-email', userId, to: email, token, expiresAt },
      { kind: 'email-change-asked', userId, to: previousEmail },
    ])
  })
