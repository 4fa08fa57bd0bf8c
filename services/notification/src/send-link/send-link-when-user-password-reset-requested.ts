// Mails the link by which somebody who forgot the password sets a new one.
import { repeatableReaction } from '@eventflow/backbone'
import { UserPasswordResetRequested } from '@eventflow/contracts'
import type { OweMails } from '../owe-mails.js'

export const sendLinkWhenUserPasswordResetRequested = ({ owe }: { owe: OweMails }) =>
  repeatableReaction(UserPasswordResetRequested, ({ data, envelope }) => {
    const { userId, email: to, token, expiresAt } = data
    return owe(envelope, [{ kind: 'reset-password', userId, to, token, expiresAt }])
  })
