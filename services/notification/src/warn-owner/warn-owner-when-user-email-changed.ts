// Tells the owner, and both addresses, that the account has another one now.
import { repeatableReaction } from '@eventflow/backbone'
import { UserEmailChanged } from '@eventflow/contracts'
import type { Announce } from '../announce/announcing.js'

export const warnOwnerWhenUserEmailChanged = ({ announce }: { announce: Announce }) =>
  repeatableReaction(UserEmailChanged, ({ data, envelope }) => {
    const { userId: personId, email, previousEmail } = data
    return announce(envelope, { template: 'email-changed', personId, facts: {}, to: [previousEmail, email] })
  })
