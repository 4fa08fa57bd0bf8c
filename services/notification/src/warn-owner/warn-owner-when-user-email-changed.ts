// Tells both addresses that the account has another one now.
import { repeatableReaction } from '@eventflow/backbone'
import { UserEmailChanged } from '@eventflow/contracts'
import type { OweMails } from '../owe-mails.js'

export const warnOwnerWhenUserEmailChanged = ({ owe }: { owe: OweMails }) =>
  repeatableReaction(UserEmailChanged, ({ data, envelope }) => {
    const { userId, email, previousEmail } = data
    const kind = 'email-changed' as const
    return owe(envelope, [
      { kind, userId, to: previousEmail },
      { kind, userId, to: email },
    ])
  })
