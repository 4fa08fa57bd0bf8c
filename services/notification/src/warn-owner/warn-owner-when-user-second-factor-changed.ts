// Tells the owner, everywhere, that signing in takes something else now, or that a recovery code is gone.
import { repeatableReaction } from '@eventflow/backbone'
import { UserSecondFactorChanged } from '@eventflow/contracts'
import type { Announce } from '../announce/announcing.js'

const templates = {
  added: 'second-factor-added',
  removed: 'second-factor-removed',
  'recovery-code-used': 'recovery-code-used',
} as const

export const warnOwnerWhenUserSecondFactorChanged = ({ announce }: { announce: Announce }) =>
  repeatableReaction(UserSecondFactorChanged, ({ data: { userId: personId, change }, envelope }) =>
    announce(envelope, { template: templates[change], personId, facts: {} }),
  )
