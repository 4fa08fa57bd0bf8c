// Tells the owner, everywhere, that the account was closed; the reason is for administrators.
import { repeatableReaction } from '@eventflow/backbone'
import { UserDisabled } from '@eventflow/contracts'
import type { Announce } from '../announce/announcing.js'

export const warnOwnerWhenUserDisabled = ({ announce }: { announce: Announce }) =>
  repeatableReaction(UserDisabled, ({ data: { userId: personId }, envelope }) =>
    announce(envelope, { template: 'account-disabled', personId, facts: {} }),
  )
