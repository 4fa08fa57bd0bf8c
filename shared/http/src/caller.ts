// Who calls, as proven by the access token, and what roles allow.
export const roles = ['user', 'operator', 'admin'] as const
export type Role = (typeof roles)[number]

export interface Caller {
  userId: string
  sessionId: string
  tokenId: string
  clientId: string
  roles: readonly Role[]
  /** When the password was last given, for acts that want that to be recent. */
  authenticatedAt: Date
  expiresAt: Date
}

/** Who may call a route: nobody needs a token, every user, or those with a role. */
export type Who = 'anyone' | Role

/** An operator may do what a user may, an admin everything. */
export function mayCall(who: Who, caller: Caller | undefined): boolean {
  if (who === 'anyone') return true
  if (!caller) return false
  if (who === 'user') return true
  return caller.roles.includes('admin') || caller.roles.includes(who)
}
