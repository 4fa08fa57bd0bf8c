// Who calls, as proven by the access token, and what roles allow.
export const roles = ['user', 'operator', 'admin'] as const
export type Role = (typeof roles)[number]

export interface Caller {
  /** A person, or a program that has a client id and a secret of its own. */
  kind: 'user' | 'client'
  /** Of a client its client id. */
  userId: string
  sessionId: string
  tokenId: string
  clientId: string
  roles: readonly Role[]
  /** What a program was given leave to do; a person has none, and may what the roles allow. */
  scopes: readonly string[]
  /** When the password was last given, for acts that want that to be recent. */
  authenticatedAt: Date
  expiresAt: Date
}

/** Who may call a route: nobody needs a token, every user, or those with a role. */
export type Who = 'anyone' | Role

/** Whether programs may call a route for users: all of them, none, or those with a scope. */
export type ForClients = boolean | { scope: string }

/** An operator may do what a user may, an admin everything; what is a user's own is closed to clients, who are none. */
export function mayCall(
  { who, clients = false }: { who: Who; clients?: ForClients },
  caller: Caller | undefined,
): boolean {
  if (who === 'anyone') return true
  if (!caller) return false
  if (who === 'user') return caller.kind === 'user' || mayAsClient(clients, caller)
  return caller.roles.includes('admin') || caller.roles.includes(who)
}

const mayAsClient = (clients: ForClients, { scopes }: Caller): boolean =>
  typeof clients === 'boolean' ? clients : scopes.includes(clients.scope)
