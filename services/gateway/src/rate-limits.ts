// Limits per signed-in user or per address, counted in Redis so that all gateways count together.
import { type Caller, RateLimited, rateLimitHeaders, sendProblem } from '@eventflow/http'
import type { Logger } from '@eventflow/runtime'
import type { Redis } from '@eventflow/runtime/redis'
import type { Request, RequestHandler, Response } from 'express'
import { ipKeyGenerator, type RateLimitInfo, rateLimit, type Store } from 'express-rate-limit'

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

/** The published Redis store loads its script when it is made, which fails the gateway's start while Redis is away. */
function redisStore(redis: Redis, limitClass: LimitClass): Store {
  const keyOf = (key: string) => `limit:${limitClass}:${key}`
  return {
    increment: async (key) => {
      const options = { keys: [keyOf(key)], arguments: [String(windowMs)] }
      const [hits = 1, leftMs = windowMs] = (await redis.client.eval(countScript, options)) as number[]
      return { totalHits: hits, resetTime: new Date(Date.now() + Math.max(leftMs, 0)) }
    },
    decrement: async (key) => void (await redis.client.decr(keyOf(key))),
    resetKey: async (key) => void (await redis.client.del(keyOf(key))),
  }
}

type Counted = Request & { rateLimit?: RateLimitInfo; caller?: Caller }

/** A limiter for each class. While Redis is away nobody is limited: being reachable comes first, and auth bounds its own work. */
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
      passOnStoreError: true,
      standardHeaders: false,
      legacyHeaders: false,
      validate: false,
      keyGenerator: (request: Counted) =>
        limitClass === 'user' && request.caller ? request.caller.userId : ipKeyGenerator(request.ip ?? ''),
      handler: (request: Counted, response: Response) => {
        const retryAfterSeconds = sayWhatIsLeft(request, response)
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

/** Sets the RateLimit headers of a counted request; answers the seconds until the window ends. */
export function sayWhatIsLeft({ rateLimit: counted }: Counted, response: Response): number {
  if (!counted) return 1
  const resetSeconds = Math.max(1, Math.ceil(((counted.resetTime?.getTime() ?? 0) - Date.now()) / 1_000))
  const { limit, remaining } = counted
  const state = { policy: 'default', limit, windowSeconds: windowMs / 1_000, remaining, resetSeconds }
  for (const [name, value] of Object.entries(rateLimitHeaders(state))) response.setHeader(name, value)
  return resetSeconds
}
