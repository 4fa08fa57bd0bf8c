// What is known of a call on its way through the gateway.
import type { Caller } from '@eventflow/http'
import type { Request } from 'express'
import type { RateLimitInfo } from 'express-rate-limit'
import type { Destination } from './find-route.js'
import type { Origin } from './origin.js'
import type { GatewayRoute } from './table-row.js'

export interface Checked {
  origin: Origin
  destination?: Destination | undefined
  route?: GatewayRoute | undefined
  caller?: Caller | undefined
  /** Where the route takes one and no token was given. */
  apiKey?: string | undefined
  /** Why the token could not be judged: then nothing is known of the caller, good or bad. */
  unjudged?: unknown
  /** Begun as early as possible, so that it shares its way to Redis with the count. */
  isRevoked?: Promise<boolean>
  counted?: RateLimitInfo
}

export const checkedOf = (request: Request): Checked => request as unknown as Checked
