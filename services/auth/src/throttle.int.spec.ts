import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { createLogger } from '@eventflow/runtime'
import { openRedis, type Redis } from '@eventflow/runtime/redis'
import { eventually, stackAddresses } from '@eventflow/testing'
import { createThrottle, type Tally } from './throttle.js'
import { throttleInMemory } from './throttle-in-memory.js'
import { throttleInRedis } from './throttle-in-redis.js'

const rules = { firstLockSeconds: 10, longestLockSeconds: 60, failuresPerAddress: 20 }
const startMs = Date.parse('2026-11-21T12:00:00Z')
const logger = createLogger('auth', 'silent')

describe('tries at passwords', () => {
  let redis: Redis

  before(async () => {
    redis = await openRedis({ url: stackAddresses().redisUrl }, { logger })
    await eventually(() => redis.client.ping())
  })

  after(() => redis.close())

  const tallies: Array<[string, () => Tally]> = [
    ['this process', () => throttleInMemory(rules)],
    ['Redis', () => throttleInRedis({ redis, key: randomBytes(32), rules })],
  ]

  for (const [where, open] of tallies)
    describe(`counted in ${where}`, () => {
      let tally: Tally
      let nowMs: number

      beforeEach(() => {
        tally = open()
        nowMs = startMs
      })

      const newSubject = () => `${randomUUID()}@example.test`
      const newAddress = () => `2001:db8::${randomUUID()}`
      /** One that fails. */
      const attempt = (subject: string, from: { address?: string; device?: string } = {}) =>
        tally.begin({ subject, address: newAddress(), ...from }, nowMs)
      const fail = async (
        times: number,
        subject: string,
        from: { address?: string; device?: string } = {},
      ) => {
        for (let time = 1; time <= times; time++) assert.equal(await attempt(subject, from), 0, `try ${time}`)
      }

      it('cost nothing five times in a row, and from the sixth on a wait that doubles up to the longest', async () => {
        const subject = newSubject()
        await fail(6, subject)
        for (const waitSeconds of [10, 20, 40, 60, 60]) {
          assert.equal(await attempt(subject), waitSeconds * 1_000)
          nowMs += waitSeconds * 1_000 - 1
          assert.equal(await attempt(subject), 1)
          nowMs += 1
          await fail(1, subject)
        }
      })

      it('begin anew after one that was right, and go on after one that was not looked at', async () => {
        const subject = newSubject()
        const from = { subject, address: newAddress() }
        await fail(4, subject)
        assert.equal(await tally.begin(from, nowMs), 0)
        await tally.settle(from, 'unchecked')
        await fail(2, subject)
        assert.ok((await attempt(subject)) > 0)
        await tally.forget(subject)
        await fail(5, subject)
        assert.equal(await tally.begin(from, nowMs), 0)
        await tally.settle(from, 'right')
        await fail(6, subject)
        assert.ok((await attempt(subject)) > 0)
      })

      it('are counted together from a hundred addresses, and exactly when they come at once', async () => {
        const subject = newSubject()
        const waits = await Promise.all(Array.from({ length: 100 }, () => attempt(subject)))
        assert.equal(waits.filter((waitMs) => waitMs === 0).length, 6)
      })

      it('of a device that is known are counted apart, and locked apart', async () => {
        const subject = newSubject()
        await fail(6, subject)
        assert.ok((await attempt(subject)) > 0)
        await fail(6, subject, { device: 'laptop' })
        assert.ok((await attempt(subject, { device: 'laptop' })) > 0)
        await fail(1, subject, { device: 'phone' })
        await tally.forget(subject)
        await fail(1, subject)
        await fail(1, subject, { device: 'laptop' })
      })

      it('are bounded for one address over all accounts, apart from devices that are known', async () => {
        const address = newAddress()
        const right = { subject: newSubject(), address }
        for (let time = 1; time <= 20; time++) await fail(1, newSubject(), { address })
        assert.ok((await attempt(newSubject(), { address })) > 0)
        await fail(1, newSubject(), { address, device: 'laptop' })
        await tally.settle(right, 'right')
        assert.equal(await tally.begin(right, nowMs), 0)
        assert.ok((await attempt(newSubject(), { address })) > 0)
      })
    })

  it('S31: are counted by this process while Redis is away, with what it has seen before', async () => {
    let isAway = false
    const shared = throttleInRedis({ redis, key: randomBytes(32), rules })
    const flaky: Tally = {
      begin: (...given) => (isAway ? Promise.reject(new Error('away')) : shared.begin(...given)),
      settle: (...given) => (isAway ? Promise.reject(new Error('away')) : shared.settle(...given)),
      forget: (...given) => (isAway ? Promise.reject(new Error('away')) : shared.forget(...given)),
    }
    const now = () => new Date(startMs)
    const throttle = createThrottle({ shared: flaky, own: throttleInMemory(rules), logger, now })
    const attempt = { subject: 'ada@example.test', address: '192.0.2.1' }
    for (let time = 1; time <= 3; time++) await throttle.begin(attempt)
    isAway = true
    for (let time = 4; time <= 6; time++) await throttle.begin(attempt)
    await assert.rejects(throttle.begin(attempt), { code: 'TOO_MANY_ATTEMPTS' })
    await throttle.forget('ada@example.test')
    await throttle.begin(attempt)
    await throttle.settle(attempt, 'right')
  })

  it('S14: stand in Redis without a name or an address', async () => {
    const tally = throttleInRedis({ redis, key: randomBytes(32), rules })
    await tally.begin(
      { subject: 'ada@example.test', address: '192.0.2.77', device: '192.0.2.77 curl' },
      startMs,
    )
    const keys = await redis.client.keys('throttle:*')
    assert.ok(keys.length > 0)
    for (const key of keys) assert.ok(!key.includes('ada') && !key.includes('192.0.2.77'), key)
  })
})
