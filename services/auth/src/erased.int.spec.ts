import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { UserErasureRequested, UserExportRequested } from '@eventflow/contracts'
import { createLogger } from '@eventflow/runtime'
import { openRedis, type Redis } from '@eventflow/runtime/redis'
import {
  collectEvents,
  eventually,
  goodPassword,
  sendEvent,
  signUp,
  stackAddresses,
  type TestUser,
} from '@eventflow/testing'
import { type AuthUnderTest, authUnderTest } from './auth-under-test.int.spec.js'
import { authService } from './service.js'

describe('an account whose owner wants to be forgotten', () => {
  let auth: AuthUnderTest
  let redis: Redis
  let seen: Awaited<ReturnType<typeof collectEvents>>

  before(async () => {
    auth = await authUnderTest()
    redis = await openRedis({ url: stackAddresses().redisUrl }, { logger: createLogger('auth', 'silent') })
    seen = await collectEvents(auth.stack.broker.adminUrl, ['auth'])
  })

  after(async () => {
    await seen.close()
    await redis.close()
    await auth.close()
  })

  const receiptOf = (type: string, jobId: string) =>
    eventually(() => {
      const [receipt] = seen.seen(type).filter(({ data }) => data.jobId === jobId)
      assert.ok(receipt, 'no receipt')
      return receipt.data.counts as Record<string, number>
    })
  const erase = async (userId: string) => {
    const jobId = randomUUID()
    await sendEvent(auth.stack.broker.adminUrl, UserErasureRequested({ userId, jobId }), { as: 'user' })
    return receiptOf('user.data-erased', jobId)
  }
  const login = ({ email }: TestUser) => auth.post('/v1/auth/login', { email, password: goodPassword })
  const sessionsOf = async ({ id }: TestUser) =>
    (await auth.query('select id from sessions where account_id = $1', [id])).map((row) => String(row.id))

  it('is gone with its sessions: no login, no refresh, and the address is free', async () => {
    const user = await signUp(auth.url)
    await login(user).expect(200)
    const counts = await erase(user.id)
    assert.deepEqual([counts.accounts, counts.sessions], [1, 2])
    await login(user).expect(401)
    await auth.post('/v1/auth/refresh', { refreshToken: user.refreshToken }).expect(401)
    const { id } = await signUp(auth.url, { email: user.email })
    assert.notEqual(id, user.id)
  })

  it('S16: has its access tokens refused at the gateway, also after Redis has lost everything', async () => {
    const user = await signUp(auth.url)
    const [session] = await sessionsOf(user)
    await erase(user.id)
    const key = `revoked:${session}`
    await eventually(async () => assert.equal(await redis.client.get(key), '1'))
    await redis.client.del(key)
    const replica = await auth.stack.start(authService, { BCRYPT_COST: '4' })
    await eventually(async () => assert.equal(await redis.client.get(key), '1'))
    await replica.stop()
  })

  it('leaves nothing when a login comes at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const user = await signUp(auth.url)
      const [{ status }] = await Promise.all([login(user), erase(user.id)])
      assert.ok(status === 200 || status === 401, `${status}`)
      assert.deepEqual(await sessionsOf(user), [])
    }
  })

  it('is given what is kept of it, without hash and tokens, and nothing once it is gone', async () => {
    const user = await signUp(auth.url)
    const [first, late] = [randomUUID(), randomUUID()]
    const ask = (jobId: string) =>
      sendEvent(auth.stack.broker.adminUrl, UserExportRequested({ userId: user.id, jobId }), { as: 'user' })
    await ask(first)
    assert.deepEqual(await receiptOf('user.data-exported', first), { accounts: 1, sessions: 1 })
    await erase(user.id)
    await ask(late)
    await erase(user.id)
    assert.ok(!seen.seen('user.data-exported').some(({ data }) => data.jobId === late))
  })
})
