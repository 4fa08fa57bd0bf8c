// Tells the owner, everywhere, that the password has changed, in case it was somebody else.
import { repeatableReaction } from '@eventflow/backbone'
import { UserPasswordChanged } from '@eventflow/contracts'
import type { Announce } from '../announce/announcing.js'

export const warnOwnerWhenUserPasswordChanged = ({ announce }: { announce: Announce }) =>
  repeatableReaction(UserPasswordChanged, ({ data, envelope }) => {
    const { userId: personId, email } = data
    return announce(envelope, { template: 'password-changed', personId, facts: {}, to: [email] })
  })
