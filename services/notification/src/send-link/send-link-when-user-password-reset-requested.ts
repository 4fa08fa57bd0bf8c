// Mails the link to a new password: to who forgot the old one, and to who has an account and wanted to open another.
import { repeatableReaction } from '@eventflow/backbone'
import { UserPasswordResetRequested } from '@eventflow/contracts'
import type { OweMails } from '../owe-mails.js'

export const sendLinkWhenUserPasswordResetRequested = ({ owe }: { owe: OweMails }) =>
  repeatableReaction(UserPasswordResetRequested, ({ data, envelope }) => {
    const { userId, email: to, token, expiresAt, occasion } = data
    const kind = occasion === 'registered-again' ? 'registered-again' : 'reset-password'
    return owe(envelope, [{ kind, userId, to, token, expiresAt }])
  })
