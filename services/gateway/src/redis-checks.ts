// What is asked of Redis about calls: counts and ended sessions, all that comes up in one turn of the event loop in one round trip.
import { createHash } from 'node:crypto'
import type { Redis } from '@eventflow/runtime/redis'

export interface Counted {
  /** Calls in the window with this one; above the limit when it is not let through, and then not counted. */
  hits: number
  /** Until the window ends, or, when it was not let through, until a call will be. */
  waitMs: number
}

export interface RedisChecks {
  /** Rejects at once while Redis is away. */
  count(key: string, limit: number): Promise<Counted>
  isListed(key: string): Promise<boolean>
}

const windowMs = 60_000
const batchAtMost = 200
/** After a failure Redis is left alone for this long: whoever waits for a hanging one would make all callers wait. */
const restMs = 500
const leftAlone = new Error('Redis is left alone after a failure')

/**
 * Two windows side by side, the one before weighted by how much of it a minute back from now still covers: what a
 * window alone lets through twice at its edge is let through once. All in one script, so it is exact however many ask.
 */
const script = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local counts = tonumber(ARGV[1])
local window = tonumber(ARGV[2])
local answer = {}
for i = 1, counts do
  local limit = tonumber(ARGV[2 + i])
  local start, current, previous = now, 0, 0
  local kept = redis.call('GET', KEYS[i])
  if kept then
    local a, b, c = string.match(kept, '^(%d+):(%d+):(%d+)$')
    start, current, previous = tonumber(a), tonumber(b), tonumber(c)
    local windows = math.floor((now - start) / window)
    if windows == 1 then
      previous, current, start = current, 0, start + window
    elseif windows > 1 then
      previous, current, start = 0, 0, now
    end
  end
  local left = start + window - now
  local hits = current + math.floor(previous * left / window) + 1
  if hits <= limit then
    redis.call('SET', KEYS[i], string.format('%d:%d:%d', start, current + 1, previous), 'PX', window + left)
  elseif current < limit then
    left = math.floor(left - (limit - current) * window / previous) + 1
  else
    left = left + 1
  end
  answer[2 * i - 1] = math.min(hits, limit + 1)
  answer[2 * i] = left
end
for i = counts + 1, #KEYS do
  answer[counts + i] = redis.call('EXISTS', KEYS[i])
end
return answer
`
const scriptHash = createHash('sha1').update(script).digest('hex')

interface Question {
  key: string
  /** Of a count; without one it is asked whether the key exists. */
  limit?: number
  resolve(answer: readonly number[]): void
  reject(error: unknown): void
}

export function redisChecks({ client }: Redis): RedisChecks {
  let counts: Question[] = []
  let looks: Question[] = []
  let restsUntil = 0

  const run = (args: { keys: string[]; arguments: string[] }) =>
    client.evalSha(scriptHash, args).catch((error: Error) => {
      if (!error.message.startsWith('NOSCRIPT')) throw error
      return client.eval(script, args)
    })
  const flush = () => {
    const asked = [...counts, ...looks]
    const limits = counts.map(({ limit }) => String(limit))
    const numbers = [String(counts.length), String(windowMs), ...limits]
    const countsAsked = counts.length
    counts = []
    looks = []
    run({ keys: asked.map(({ key }) => key), arguments: numbers }).then(
      (answer) => tell(asked, countsAsked, answer as number[]),
      (error) => {
        restsUntil = Date.now() + restMs
        for (const { reject } of asked) reject(error)
      },
    )
  }
  const ask = (key: string, limit?: number) =>
    new Promise<readonly number[]>((resolve, reject) => {
      if (Date.now() < restsUntil) return reject(leftAlone)
      const asked = counts.length + looks.length
      if (asked === 0) setImmediate(flushUnlessEmpty)
      if (limit === undefined) looks.push({ key, resolve, reject })
      else counts.push({ key, limit, resolve, reject })
      if (asked + 1 >= batchAtMost) flush()
    })
  const flushUnlessEmpty = () => {
    if (counts.length + looks.length > 0) flush()
  }
  return {
    count: async (key, limit) => {
      const [hits = 1, waitMs = windowMs] = await ask(key, limit)
      return { hits, waitMs }
    },
    isListed: async (key) => (await ask(key))[0] === 1,
  }
}

function tell(asked: readonly Question[], counts: number, answer: readonly number[]): void {
  asked.forEach(({ resolve }, index) => {
    const at = index < counts ? 2 * index : counts + index
    resolve(answer.slice(at, index < counts ? at + 2 : at + 1))
  })
}
