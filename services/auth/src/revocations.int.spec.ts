import assert from 'node:assert/strict'
import { createLogger, newId } from '@eventflow/runtime'
import { openRedis, type Redis } from '@eventflow/runtime/redis'
import { eventually, signUp, stackAddresses } from '@eventflow/testing'
import { authUnderTest } from './auth-under-test.int.spec.js'
import { createRevocations } from './revocations.js'

const logger = createLogger('auth', 'silent')
const sessionsAtOnce = 10_000

describe('what Redis holds of sessions', () => {
  let redis: Redis

  before(async () => {
    redis = await openRedis({ url: stackAddresses().redisUrl }, { logger })
    await eventually(() => redis.client.ping())
  })

  after(() => redis.close())

  it('S15: is nothing of those that live, and a key of those that have ended while their tokens could be used', async () => {
    const auth = await authUnderTest()
    const user = await signUp(auth.url)
    const [session] = await auth.query('select id from sessions where account_id = $1', [user.id])
    const keys = () => redis.client.keys(`*${String(session?.id)}*`)
    await auth.post('/v1/auth/refresh', { refreshToken: user.refreshToken }).expect(200)
    assert.deepEqual(await keys(), [])
    await auth.post('/v1/auth/logout', {}, user).expect(204)
    assert.deepEqual(await keys(), [`revoked:${String(session?.id)}`])
    const seconds = await redis.client.ttl(`revoked:${String(session?.id)}`)
    assert.ok(seconds > 600 && seconds <= 660, `${seconds} s`)
    await auth.close()
  })

  it(`is less than 2 MB when ${sessionsAtOnce} sessions end at once`, async () => {
    const ended = Array.from({ length: sessionsAtOnce }, () => newId())
    const kept = { endedSince: async () => [] }
    const rules = { accessLifeSeconds: 600 }
    const revocations = createRevocations({ redis, logger, ended: [kept], rules })
    await revocations.revoke(ended)
    const sizes = await Promise.all(ended.map((id) => redis.client.memoryUsage(`revoked:${id}`)))
    const bytes = sizes.reduce((sum: number, size) => sum + Number(size), 0)
    assert.ok(bytes > 0 && bytes < 2_000_000, `${bytes} bytes`)
    await redis.client.del(ended.map((id) => `revoked:${id}`))
    await revocations.close?.()
  })
})
