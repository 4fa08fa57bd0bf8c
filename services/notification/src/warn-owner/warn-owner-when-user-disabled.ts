// Tells the owner that the account was closed; the reason is for administrators.
import { repeatableReaction } from '@eventflow/backbone'
import { UserDisabled } from '@eventflow/contracts'
import type { OweMails } from '../owe-mails.js'

export const warnOwnerWhenUserDisabled = ({ owe }: { owe: OweMails }) =>
  repeatableReaction(UserDisabled, ({ data, envelope }) => {
    const { userId } = data
    return owe(envelope, [{ kind: 'account-disabled', userId }])
  })
