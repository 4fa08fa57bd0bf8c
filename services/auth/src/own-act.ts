// What the audit is told of acts by which people change their own account.
import type { Act } from '@eventflow/http'

export const ownAct = (action: string, userId: string, address: string): Act => ({
  action,
  target: `user:${userId}`,
  actor: { kind: 'user', id: userId },
  address,
})
