// Tells the owner that signing in takes something else now, or that a recovery code is gone.
import { repeatableReaction } from '@eventflow/backbone'
import { UserSecondFactorChanged } from '@eventflow/contracts'
import type { OweMails } from '../owe-mails.js'

const kinds = {
  added: 'second-factor-added',
  removed: 'second-factor-removed',
  'recovery-code-used': 'recovery-code-used',
} as const

export const warnOwnerWhenUserSecondFactorChanged = ({ owe }: { owe: OweMails }) =>
  repeatableReaction(UserSecondFactorChanged, ({ data, envelope }) => {
    const { userId, change } = data
    return owe(envelope, [{ kind: kinds[change], userId }])
  })
