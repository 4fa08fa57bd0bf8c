// What one row of the routing table says: where a call leads, and how it is checked, limited, tried again and kept on the way.

export type GatewayMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export type LimitClass = 'default' | 'register' | 'login' | 'recover' | 'oauth'

export interface GatewayRoute {
  service: 'action' | 'activity' | 'auth' | 'user' | 'feed' | 'notification' | 'ops' | 'realtime'
  /** In the form of OpenAPI: `/v1/orders/{id}`. A word is preferred to a parameter. */
  path: string
  /** GET answers HEAD as well, and every path answers OPTIONS. */
  methods: readonly GatewayMethod[]
  /**
   * Open: the service itself says who may, with or without a token. Needed: a valid token of a session that has not ended.
   * Sensitive: refused as well while it cannot be known whether the session was ended, so that a thief gains nothing by
   * a Redis that is away.
   */
  auth: 'open' | 'needed' | 'sensitive'
  /** The service checks API keys on this route: a call with one passes without a token, counted by the key. */
  takesKeys?: true
  /** Which limit a call counts against. */
  limit: LimitClass
  /** Until the first byte of an answer. */
  timeoutMs: number
  bodyLimitBytes: number
  /** Whether a call that may have arrived is sent once more to another instance; one that surely has not always may be. */
  retry: 'if-idempotent' | 'never'
  /** What of an answer may be kept: by nobody, by the caller alone, or as the service says. */
  cache: 'no-store' | 'private' | 'as-answered'
  /** An answer that goes on for as long as the caller listens and the token holds. */
  stream?: true
  /** May become a WebSocket. The service asks for the token itself, in the first message. */
  upgrade?: true
}

type Exceptions = Partial<Omit<GatewayRoute, 'service' | 'path' | 'methods'>>

/** Methods and path as one reads them aloud, and what is not as usual. */
export type Row = readonly [call: string, exceptions?: Exceptions]

const usual = {
  auth: 'needed',
  limit: 'default',
  /** A little longer than a service gives itself, so that its own answer comes first. */
  timeoutMs: 40_000,
  bodyLimitBytes: 1_000_000,
  retry: 'if-idempotent',
  cache: 'private',
} as const

/** The rows of one service; `GET,PATCH /v1/users/me/profile` is two methods of one path. */
export const rowsOf = (
  service: GatewayRoute['service'],
  ofService: Exceptions,
  rows: readonly Row[],
): GatewayRoute[] =>
  rows.map(([call, exceptions]) => {
    const [methods = '', path = ''] = call.split(' ')
    return {
      ...usual,
      ...ofService,
      ...exceptions,
      service,
      path,
      methods: methods.split(',') as GatewayMethod[],
    }
  })
