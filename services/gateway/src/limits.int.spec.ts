import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { createLogger } from '@eventflow/runtime'
import { openRedis, type Redis } from '@eventflow/runtime/redis'
import { eventually, stackAddresses } from '@eventflow/testing'
import type { Request, Response } from 'express'
import { type Checked, checkedOf } from './checked.js'
import { type GatewayUnderTest, gatewayUnderTest } from './gateway-under-test.int.spec.js'
import { createLimiter } from './rate-limits.js'
import { redisChecks } from './redis-checks.js'

const profile = '/v1/users/me/profile'
const limit = 20

interface Answered {
  status: number
  body: Record<string, unknown>
  headers: Record<string, unknown>
}

describe('a limit', () => {
  let gateway: GatewayUnderTest
  let redis: Redis

  before(async () => {
    gateway = await gatewayUnderTest({ LIMIT_USER_PER_MINUTE: String(limit) })
    redis = await openRedis({ url: stackAddresses().redisUrl }, { logger: createLogger('spec', 'silent') })
    await eventually(() => redis.client.ping())
  })
  after(async () => {
    await redis.close()
    await gateway.close()
  })

  const call = async (userId: string, at = gateway.url): Promise<Answered> =>
    gateway.signedIn({ userId }, at).get(profile)

  it('lets exactly as many through as it says when ten times as many come at once, through two gateways', async () => {
    const other = await gateway.start({ LIMIT_USER_PER_MINUTE: String(limit) })
    const userId = randomUUID()
    const answers = await Promise.all(
      Array.from({ length: 10 * limit }, (_, index) => call(userId, index % 2 ? gateway.url : other.url)),
    )
    assert.equal(answers.filter(({ status }) => status === 200).length, limit)
    const refused = answers.filter(({ status }) => status === 429)
    assert.equal(refused.length, 9 * limit)
    for (const { body, headers } of refused) {
      assert.equal(body.type, 'https://iana.org/assignments/http-problem-types#quota-exceeded')
      assert.match(String(headers.ratelimit), /^"default";r=0;t=\d+$/)
      assert.equal(headers['ratelimit-policy'], `"default";q=${limit};w=60`)
    }
  })

  it('remembers the minute before as far as it still reaches', async () => {
    const userId = randomUUID()
    const [seconds] = (await redis.client.sendCommand(['TIME'])) as unknown as [string]
    // One and a half minutes ago the window began in which the user made all of his calls.
    const key = `limit:user:${userId}`
    await redis.client.set(key, `${(Number(seconds) - 90) * 1_000}:${limit}:0`)
    const statuses: number[] = []
    let retryAfter = ''
    for (let count = 0; count < limit; count++) {
      const { status, headers } = await call(userId)
      statuses.push(status)
      if (status === 429) retryAfter = String(headers['retry-after'])
    }
    const passed = statuses.filter((status) => status === 200).length
    assert.ok(passed >= limit / 2 - 1 && passed <= limit / 2 + 2, `${passed} passed`)
    assert.ok(
      Number(retryAfter) >= 1 && Number(retryAfter) <= 5,
      'a twentieth of a minute, and not all of it',
    )
  })

  it('is kept by API key and by address, and Redis sees neither', async () => {
    const checks = redisChecks(redis)
    const usual = { user: 9, address: 9, register: 9, login: 9, recover: 9, oauth: 9 }
    const limits = { ...usual, key: 2, keyAddress: 3 }
    const limiter = createLimiter({ checks, limits, secret: randomBytes(32) })
    const address = `2001:db8:${Math.floor(Math.random() * 65_535).toString(16)}::1`
    const isRefused = (apiKey: string) =>
      new Promise<boolean>((resolve) => {
        const request = new IncomingMessage(new Socket()) as unknown as Request
        const known: Pick<Checked, 'apiKey' | 'origin'> = { apiKey, origin: { address, protocol: 'http' } }
        Object.assign(checkedOf(request), known)
        const response = new ServerResponse(request) as unknown as Response
        limiter(request, response, (error?: unknown) => resolve(error !== undefined))
      })
    const keys = [0, 1].map(() => `efk_${randomUUID()}`) as [string, string]
    assert.deepEqual(
      [await isRefused(keys[0]), await isRefused(keys[0]), await isRefused(keys[0])],
      [false, false, true],
    )
    // The third call counted against the address: a key made up for each call gains nothing.
    assert.equal(await isRefused(keys[1]), true)
    const seen = (await redis.client.keys('limit:key*')).join()
    assert.ok(seen.includes('limit:keyAddress:'))
    for (const secret of [...keys, address]) assert.ok(!seen.includes(secret))
  })
})
