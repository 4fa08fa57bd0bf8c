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

export type LimitClass = 'user' | 'address' | 'register' | 'login'

interface LimitParts {
  redis: Redis
  limits: Readonly<Record<LimitClass, number>>
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
function redisStore(redis: Redis, limitClass: LimitClass): Store {
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

/** A limiter for each class of calls. */
export function createLimiters({
  redis,
  limits,
  logger,
}: LimitParts): Readonly<Record<LimitClass, RequestHandler>> {
  const limiter = (limitClass: LimitClass): RequestHandler =>
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
        const retryAfterSeconds = sayWhatIsLeft(request, response, policyOf(limitClass))
        sendProblem(response, RateLimited({ retryAfterSeconds }), logger)
      },
    })
  return {
    user: limiter('user'),
    address: limiter('address'),
    register: limiter('register'),
    login: limiter('login'),
  }
}

/** Those who call often see one name, whether they are counted as user or as address. */
export const policyOf = (limitClass: LimitClass | undefined): string =>
  limitClass === 'register' || limitClass === 'login' ? limitClass : 'default'

/** Sets the RateLimit headers of a counted request; answers the seconds until the window ends. */
export function sayWhatIsLeft({ rateLimit: counted }: Counted, response: Response, policy: string): number {
  if (!counted) return 1
  const resetSeconds = Math.max(1, Math.ceil(((counted.resetTime?.getTime() ?? 0) - Date.now()) / 1_000))
  const { limit, remaining } = counted
  const state = { policy, limit, windowSeconds: windowMs / 1_000, remaining, resetSeconds }
  for (const [name, value] of Object.entries(rateLimitHeaders(state))) response.setHeader(name, value)
  return resetSeconds
}
