// Tells the owner that the password has changed, in case it was somebody else.
import { repeatableReaction } from '@eventflow/backbone'
import { UserPasswordChanged } from '@eventflow/contracts'
import type { OweMails } from '../owe-mails.js'

export const warnOwnerWhenUserPasswordChanged = ({ owe }: { owe: OweMails }) =>
  repeatableReaction(UserPasswordChanged, ({ data, envelope }) => {
    const { userId, email: to } = data
    return owe(envelope, [{ kind: 'password-changed', userId, to }])
  })
