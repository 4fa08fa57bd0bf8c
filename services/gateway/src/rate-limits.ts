// Limits by user, by API key or by address, counted in Redis so that all gateways count together.
import { createHmac } from 'node:crypto'
import { type IncomingMessage, ServerResponse } from 'node:http'
import { RateLimited, rateLimitHeaders } from '@eventflow/http'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { ipKeyGenerator, MemoryStore, type Options, rateLimit, type Store } from 'express-rate-limit'
import { type Checked, checkedOf } from './checked.js'
import { originOf } from './origin.js'
import type { RedisChecks } from './redis-checks.js'
import type { LimitClass } from './table-row.js'

/** By whom a call is counted: two limits hold for keys, since anybody can make one up for each call. */
type Counter = 'user' | 'address' | 'key' | 'keyAddress' | Exclude<LimitClass, 'default'>

interface LimitParts {
  checks: RedisChecks
  limits: Readonly<Record<Counter, number>>
  secret: Buffer
}

const windowMs = 60_000
const pseudonymsAtMost = 10_000

/** While Redis is away each gateway counts for itself: being reachable comes first, but not without any limit. */
function sharedStore(checks: RedisChecks, counter: Counter, limit: number): Store {
  const local = new MemoryStore()
  const unasked = async () => undefined
  return {
    init: (options: Options) => local.init(options),
    increment: async (key) => {
      try {
        const { hits, waitMs } = await checks.count(`limit:${counter}:${key}`, limit)
        return { totalHits: hits, resetTime: new Date(Date.now() + waitMs) }
      } catch {
        return local.increment(key)
      }
    },
    // Nothing is ever taken back: calls count whatever becomes of them.
    decrement: unasked,
    resetKey: unasked,
  }
}

/** Counts a call, and answers in its place when it is one too many. */
export function createLimiter({ checks, limits, secret }: LimitParts): RequestHandler {
  const pseudonym = pseudonymsOf(secret)
  const countedAs = (counter: Counter, { caller, apiKey, origin }: Checked): string => {
    if (counter === 'user' && caller) return caller.userId
    if (counter === 'key' && apiKey) return pseudonym(apiKey)
    return pseudonym(ipKeyGenerator(origin.address))
  }
  const limiterOf = (counter: Counter): RequestHandler =>
    rateLimit({
      windowMs,
      limit: limits[counter],
      store: sharedStore(checks, counter, limits[counter]),
      standardHeaders: false,
      legacyHeaders: false,
      validate: false,
      requestPropertyName: 'counted',
      keyGenerator: (request: Request) => countedAs(counter, checkedOf(request)),
      handler: (request: Request, _response: Response, next: NextFunction) =>
        next(RateLimited({ retryAfterSeconds: secondsLeft(checkedOf(request)) })),
    })
  const limiters = Object.fromEntries(
    Object.keys(limits).map((counter) => [counter, limiterOf(counter as Counter)]),
  ) as Record<Counter, RequestHandler>
  return (request, response, next) => {
    const checked = checkedOf(request)
    const limitClass = checked.route?.limit ?? 'default'
    if (limitClass !== 'default') return limiters[limitClass](request, response, next)
    if (checked.caller) return limiters.user(request, response, next)
    if (checked.apiKey === undefined) return limiters.address(request, response, next)
    return limiters.keyAddress(request, response, (error?: unknown) =>
      error ? next(error) : limiters.key(request, response, next),
    )
  }
}

/** Redis sees neither addresses nor keys, only hashes that nobody can try out without the secret. */
const pseudonymsOf = (secret: Buffer) => {
  const known = new Map<string, string>()
  return (text: string): string => {
    const found = known.get(text) ?? createHmac('sha256', secret).update(text).digest('base64url')
    if (known.size >= pseudonymsAtMost) known.clear()
    known.set(text, found)
    return found
  }
}

/** Counts what is no call and gets no answer of its own, such as a connection that becomes a WebSocket. */
export const counterOf =
  (limiter: RequestHandler, trustedHops: number) =>
  (request: IncomingMessage): Promise<void> =>
    new Promise((resolve, reject) => {
      const asRequest = request as Request
      checkedOf(asRequest).origin = originOf(request, trustedHops)
      const next = (error?: unknown) => (error ? reject(error) : resolve())
      limiter(asRequest, new ServerResponse(request) as Response, next)
    })

const secondsLeft = ({ counted }: Checked): number =>
  Math.max(1, Math.ceil(((counted?.resetTime?.getTime() ?? 0) - Date.now()) / 1_000))

/** Those who call often see one name, by whatever they are counted. */
export function addLimitHeaders(list: string[], request: Request): void {
  const checked = checkedOf(request)
  if (!checked.counted) return
  const { limit, remaining } = checked.counted
  const fields = rateLimitHeaders({
    policy: checked.route?.limit ?? 'default',
    limit,
    windowSeconds: windowMs / 1_000,
    remaining,
    resetSeconds: secondsLeft(checked),
  })
  for (const name in fields) list.push(name, fields[name] as string)
}
