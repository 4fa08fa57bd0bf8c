// Limits per signed-in user or per address, counted in Redis so that all gateways count together.
import { type Caller, RateLimited, rateLimitHeaders, sendProblem } from '@eventflow/http'
import type { Logger } from '@eventflow/runtime'
import type { Redis } from '@eventflow/runtime/redis'
import type { Request, RequestHandler, Response } from 'express'
import {
  ipKeyGenerator,
  MemoryStore,
  type Options,
  type RateLimitInfo,
  rateLimit,
  type Store,
} from 'express-rate-limit'
import type { LimitClass } from './table-row.js'

type CountClass = 'user' | 'address' | Exclude<LimitClass, 'default'>

interface LimitParts {
  redis: Redis
  limits: Readonly<Record<CountClass, number>>
  logger: Logger
}

const windowMs = 60_000

/** One round trip: counts, starts the window with the first request, and answers what is left of it. */
const countScript = `
local hits = redis.call('INCR', KEYS[1])
if hits == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return { hits, redis.call('PTTL', KEYS[1]) }
`

/**
 * While Redis is away each gateway counts for itself: being reachable comes first, but not without any limit.
 * The published Redis store loads its script when it is made, which fails the gateway's start while Redis is away.
 */
function redisStore(redis: Redis, limitClass: CountClass): Store {
  const keyOf = (key: string) => `limit:${limitClass}:${key}`
  const local = new MemoryStore()
  const count = async (key: string) => {
    const options = { keys: [keyOf(key)], arguments: [String(windowMs)] }
    const [hits = 1, leftMs = windowMs] = (await redis.client.eval(countScript, options)) as number[]
    return { totalHits: hits, resetTime: new Date(Date.now() + Math.max(leftMs, 0)) }
  }
  return {
    init: (options: Options) => local.init(options),
    increment: (key) => count(key).catch(() => local.increment(key)),
    decrement: async (key) => void (await redis.client.decr(keyOf(key))),
    resetKey: async (key) => void (await redis.client.del(keyOf(key))),
  }
}

type Counted = Request & { rateLimit?: RateLimitInfo; caller?: Caller }

/** The limiter of a call, by the class of its route and by who calls. */
export type Limiters = (limitClass: LimitClass | undefined, caller: Caller | undefined) => RequestHandler

export function createLimiters({ redis, limits, logger }: LimitParts): Limiters {
  const limiter = (limitClass: CountClass): RequestHandler =>
    rateLimit({
      windowMs,
      limit: limits[limitClass],
      store: redisStore(redis, limitClass),
      standardHeaders: false,
      legacyHeaders: false,
      validate: false,
      keyGenerator: (request: Counted) =>
        limitClass === 'user' && request.caller ? request.caller.userId : ipKeyGenerator(request.ip ?? ''),
      handler: (request: Counted, response: Response) => {
        const policy = limitClass === 'user' || limitClass === 'address' ? 'default' : limitClass
        const retryAfterSeconds = sayWhatIsLeft(request, response, policy)
        sendProblem(response, RateLimited({ retryAfterSeconds }), logger)
      },
    })
  const limiters = new Map(Object.keys(limits).map((name) => [name, limiter(name as CountClass)]))
  return (limitClass = 'default', caller) => {
    const counted = limitClass === 'default' ? (caller ? 'user' : 'address') : limitClass
    return limiters.get(counted) as RequestHandler
  }
}

/** Those who call often see one name, whether they are counted as user or as address. */
export const policyOf = (limitClass: LimitClass | undefined): string => limitClass ?? 'default'

/** Sets the RateLimit headers of a counted request; answers the seconds until the window ends. */
export function sayWhatIsLeft({ rateLimit: counted }: Counted, response: Response, policy: string): number {
  if (!counted) return 1
  const resetSeconds = Math.max(1, Math.ceil(((counted.resetTime?.getTime() ?? 0) - Date.now()) / 1_000))
  const { limit, remaining } = counted
  const state = { policy, limit, windowSeconds: windowMs / 1_000, remaining, resetSeconds }
  for (const [name, value] of Object.entries(rateLimitHeaders(state))) response.setHeader(name, value)
  return resetSeconds
}
