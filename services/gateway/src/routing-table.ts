// Where every path leads, as data: what is not listed does not exist from outside.

export interface GatewayRoute {
  service: 'auth' | 'ops' | 'user'
  /** Matches itself and everything below it; the first match counts. */
  path: string
  /** Open routes are the few that work without a token. */
  token: 'needed' | 'open'
  /** Counted apart from the rest, per address, since each try costs a password hash. */
  limit?: 'register' | 'login'
  /** Refused while it cannot be known whether the session was ended: a thief must not profit from a Redis that is away. */
  sensitive?: boolean
}

export const routingTable: readonly GatewayRoute[] = [
  { service: 'auth', path: '/.well-known/jwks.json', token: 'open' },
  { service: 'auth', path: '/v1/auth/register', token: 'open', limit: 'register' },
  { service: 'auth', path: '/v1/auth/login', token: 'open', limit: 'login' },
  { service: 'auth', path: '/v1/auth/refresh', token: 'open' },
  { service: 'auth', path: '/v1/auth', token: 'needed', sensitive: true },
  { service: 'user', path: '/v1/users/me', token: 'needed' },
  { service: 'user', path: '/v1/profiles', token: 'needed' },
  { service: 'ops', path: '/v1/ops/dead-letters', token: 'needed', sensitive: true },
  { service: 'ops', path: '/v1/ops/held-keys', token: 'needed', sensitive: true },
  { service: 'ops', path: '/v1/ops', token: 'needed' },
]

const isBelow = (path: string, prefix: string): boolean =>
  path.startsWith(prefix) && (path.length === prefix.length || path.charAt(prefix.length) === '/')

export const findRoute = (path: string, table = routingTable): GatewayRoute | undefined =>
  table.find((route) => isBelow(path, route.path))

/** Two readings of one address are how checks are passed by: such addresses are refused before any check. */
export const isAmbiguous = (path: string): boolean =>
  /\/\/|\\|%2f|%5c|%2e|%00/i.test(path) || /(^|\/)\.\.?(\/|$)/.test(path)
