// Mails the link by which somebody proves that an address is theirs.
import { repeatableReaction } from '@eventflow/backbone'
import { UserEmailVerificationRequested } from '@eventflow/contracts'
import type { OweMails } from '../owe-mails.js'

export const sendLinkWhenUserEmailVerificationRequested = ({ owe }: { owe: OweMails }) =>
  repeatableReaction(UserEmailVerificationRequested, ({ data, envelope }) => {
    const { userId, email: to, token, expiresAt } = data
    return owe(envelope, [{ kind: 'verify-email', userId, to, token, expiresAt }])
  })
