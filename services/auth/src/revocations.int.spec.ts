import assert from 'node:assert/strict'
import { createLogger, newId } from '@eventflow/runtime'
import { openRedis, type Redis } from '@eventflow/runtime/redis'
import { eventually, signUp, stackAddresses } from '@eventflow/testing'
import { authUnderTest } from './auth-under-test.int.spec.js'
import { createRevocations } from './revocations.js'

const logger = createLogger('auth', 'silent')
const sample = 500

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

  it('is less than 200 bytes for a session that has ended: ten thousand at once are less than 2 MB', async () => {
    const ended = Array.from({ length: sample }, () => newId())
    const kept = { endedSince: async () => [] }
    const rules = { accessLifeSeconds: 600 }
    const revocations = createRevocations({ redis, logger, ended: [kept], rules })
    await revocations.revoke(ended)
    for (const id of ended) {
      const bytes = Number(await redis.client.memoryUsage(`revoked:${id}`))
      assert.ok(bytes > 0 && bytes < 200, `${bytes} bytes`)
    }
    await redis.client.del(ended.map((id) => `revoked:${id}`))
    await revocations.close?.()
  })
})
