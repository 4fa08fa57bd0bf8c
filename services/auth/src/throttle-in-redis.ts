// Counts tries at passwords in Redis, for all replicas together: each try is looked at and counted in one call.
import { createHmac } from 'node:crypto'
import type { Redis } from '@eventflow/runtime/redis'
import { addressWindowMs, freeFailures, rowKeptMs, type Tally, type ThrottleRules } from './throttle.js'

/**
 * One hash for each account: a field for everybody, and one for each device that the account knows, "<failures> <locked until>".
 * One counter for each address. The first that says "wait" decides, and then nothing is counted.
 */
const beginScript = `
local now = tonumber(ARGV[1])
local free, firstLock, longestLock = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local failures, lockedUntil = 0, 0
local known = redis.call('HGET', KEYS[1], ARGV[2])
if known then
  local count, till = string.match(known, '^(%d+) (%d+)$')
  failures, lockedUntil = tonumber(count), tonumber(till)
end
if lockedUntil > now then return lockedUntil - now end
local perAddress = tonumber(ARGV[7])
if perAddress > 0 then
  if tonumber(redis.call('GET', KEYS[2]) or '0') >= perAddress then return redis.call('PTTL', KEYS[2]) end
  if redis.call('INCR', KEYS[2]) == 1 then redis.call('PEXPIRE', KEYS[2], ARGV[8]) end
end
failures = failures + 1
local lock = 0
if failures > free then lock = math.min(firstLock * 2 ^ math.min(failures - free - 1, 30), longestLock) end
redis.call('HSET', KEYS[1], ARGV[2], string.format('%d %.0f', failures, now + lock))
redis.call('PEXPIRE', KEYS[1], ARGV[6])
return 0`

const settleScript = `
local known = redis.call('HGET', KEYS[1], ARGV[1])
if known and ARGV[2] == 'right' then
  redis.call('HDEL', KEYS[1], ARGV[1])
elseif known then
  local count = tonumber(string.match(known, '^(%d+) '))
  redis.call('HSET', KEYS[1], ARGV[1], string.format('%d 0', math.max(0, count - 1)))
end
if ARGV[3] == 'counted' and tonumber(redis.call('GET', KEYS[2]) or '0') > 0 then redis.call('DECR', KEYS[2]) end
return 0`

interface RedisTallyParts {
  redis: Redis
  /** Under which names and addresses are hashed: in Redis they tell nothing to whoever reads them there. */
  key: Buffer
  rules: ThrottleRules
}

const everybodyElse = 'everybody'

export function throttleInRedis({ redis, key, rules }: RedisTallyParts): Tally {
  const hidden = (text: string) => createHmac('sha256', key).update(text).digest('base64url').slice(0, 22)
  const keyOfSubject = (subject: string) => `throttle:account:${hidden(subject)}`
  const keysOf = (subject: string, address: string) => [
    keyOfSubject(subject),
    `throttle:address:${hidden(address)}`,
  ]
  const fieldOf = (device: string | undefined) => (device === undefined ? everybodyElse : hidden(device))
  return {
    begin: async ({ subject, address, device }, nowMs) => {
      const perAddress = device === undefined ? rules.failuresPerAddress : 0
      const locks = [
        freeFailures,
        rules.firstLockSeconds * 1_000,
        rules.longestLockSeconds * 1_000,
        rowKeptMs,
      ]
      const values = [nowMs, fieldOf(device), ...locks, perAddress, addressWindowMs]
      const waitMs = await redis.client.eval(beginScript, {
        keys: keysOf(subject, address),
        arguments: values.map(String),
      })
      return Number(waitMs)
    },
    settle: async ({ subject, address, device }, outcome) => {
      const counted = device === undefined ? 'counted' : 'apart'
      await redis.client.eval(settleScript, {
        keys: keysOf(subject, address),
        arguments: [fieldOf(device), outcome, counted],
      })
    },
    forget: async (subject) => void (await redis.client.del(keyOfSubject(subject))),
  }
}
