// Says welcome; that the address is to be proven is asked for by a mail of its own.
import { repeatableReaction } from '@eventflow/backbone'
import { UserRegistered } from '@eventflow/contracts'
import type { OweMails } from '../owe-mails.js'

export const welcomeWhenUserRegistered = ({ owe }: { owe: OweMails }) =>
  repeatableReaction(UserRegistered, ({ data, envelope }) => {
    const { userId, email: to } = data
    return owe(envelope, [{ kind: 'welcome', userId, to }])
  })
