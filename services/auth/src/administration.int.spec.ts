import assert from 'node:assert/strict'
import { createLogger } from '@eventflow/runtime'
import { openRedis, type Redis } from '@eventflow/runtime/redis'
import {
  clientOf,
  collectEvents,
  eventually,
  type SeenEvent,
  signUp,
  stackAddresses,
  type TestUser,
  uniqueEmail,
} from '@eventflow/testing'
import jwt from 'jsonwebtoken'
import { type AuthUnderTest, authUnderTest, signUpAs } from './auth-under-test.int.spec.js'

describe('the administration of users', () => {
  let auth: AuthUnderTest
  let redis: Redis
  let admin: TestUser
  let events: { seen(type: string): SeenEvent[]; close(): Promise<void> }

  before(async () => {
    auth = await authUnderTest()
    redis = await openRedis({ url: stackAddresses().redisUrl }, { logger: createLogger('spec', 'silent') })
    events = await collectEvents(auth.stack.broker.adminUrl, ['auth'])
    admin = await signUpAs(auth, 'user', 'admin')
  })

  after(async () => {
    await events.close()
    await redis.close()
    await auth.close()
  })

  const asAdmin = () => clientOf(auth.url, admin)
  const change = (id: string, wanted: object) => asAdmin().patch(`/v1/users/${id}`).send(wanted)
  const login = ({ email, password }: TestUser) => auth.post('/v1/auth/login', { email, password })
  /** What the gateway looks at with every call: from here on it lets none of the token's session through. */
  const isOnTheList = async ({ accessToken }: Pick<TestUser, 'accessToken'>) => {
    const { sid } = jwt.decode(accessToken) as jwt.JwtPayload
    return (await redis.client.exists(`revoked:${sid}`)) === 1
  }

  describe('the list', () => {
    it('finds people by the beginning of their address or their name, whatever the case', async () => {
      const mark = uniqueEmail('zx').slice(0, 10)
      const user = await signUp(auth.url, { name: 'Zenobia of Palmyra', email: `${mark}@example.test` })
      for (const query of [mark, mark.toUpperCase(), 'zenobia', 'Zenobia of P']) {
        const { body } = await asAdmin().get('/v1/users').query({ query }).expect(200)
        assert.deepEqual(
          body.items.map(({ id }: TestUser) => id),
          [user.id],
          query,
        )
      }
      const shown = (await asAdmin().get(`/v1/users/${user.id}`).expect(200)).body
      assert.deepEqual(Object.keys(shown).sort(), [
        ...['createdAt', 'disabled', 'email', 'emailVerified', 'id', 'name', 'roles'],
      ])
    })

    it('takes a query for text, not for a pattern', async () => {
      for (const query of ['%', '_', '%example', '\\'])
        assert.deepEqual((await asAdmin().get('/v1/users').query({ query }).expect(200)).body.items, [])
    })

    it('comes in pages, each person once, also backwards', async () => {
      const name = `Crowd ${uniqueEmail()}`.slice(0, 40)
      for (let count = 0; count < 5; count++) await signUp(auth.url, { name })
      const page = async (cursor?: string) =>
        (
          await asAdmin()
            .get('/v1/users')
            .query({ query: name, limit: 2, ...(cursor && { cursor }) })
            .expect(200)
        ).body
      const first = await page()
      const second = await page(first.next)
      const third = await page(second.next)
      const ids = [first, second, third].flatMap(({ items }) => items.map(({ id }: TestUser) => id))
      assert.equal(new Set(ids).size, 5)
      assert.equal(third.next, null)
      assert.deepEqual((await page(third.prev)).items, second.items)
    })

    it('is for admins', async () => {
      const user = await signUp(auth.url)
      const operator = await signUpAs(auth, 'user', 'operator')
      for (const caller of [user, operator]) {
        await clientOf(auth.url, caller).get('/v1/users').expect(403)
        await clientOf(auth.url, caller)
          .patch(`/v1/users/${user.id}`)
          .send({ roles: ['admin'] })
          .expect(403)
      }
    })
  })

  describe('a change', () => {
    it('S16: closes an account, and with it every session and every way to a new one', async () => {
      const user = await signUp(auth.url)
      const laptop = (await login(user).expect(200)).body
      const { body } = await change(user.id, { disabled: true }).expect(200)
      assert.equal(body.disabled, true)
      for (const session of [user, laptop]) {
        assert.ok(await isOnTheList(session))
        await auth.post('/v1/auth/refresh', { refreshToken: session.refreshToken }).expect(401)
        await clientOf(auth.url, session).get('/v1/auth/me').expect(401)
      }
      assert.equal((await login(user).expect(401)).body.code, 'INVALID_CREDENTIALS')
      await eventually(() => {
        assert.ok(events.seen('user.disabled').some(({ data }) => data.userId === user.id))
        const ended = events.seen('session.ended').filter(({ data }) => data.userId === user.id)
        assert.deepEqual(
          ended.map(({ data }) => data.reason),
          ['disabled', 'disabled'],
        )
      })
      await change(user.id, { disabled: false }).expect(200)
      await login(user).expect(200)
      await eventually(() =>
        assert.ok(events.seen('user.enabled').some(({ data }) => data.userId === user.id)),
      )
    })

    it('gives and takes roles; tokens with the others are worth nothing from the answer on', async () => {
      const user = await signUp(auth.url)
      await change(user.id, { roles: ['user', 'operator'] }).expect(200)
      assert.ok(await isOnTheList(user))
      const promoted = (await login(user).expect(200)).body
      assert.deepEqual((jwt.decode(promoted.accessToken) as jwt.JwtPayload).roles, ['user', 'operator'])
      await change(user.id, { roles: ['user', 'operator'] }).expect(200)
      assert.equal(await isOnTheList(promoted), false)
      await change(user.id, { roles: ['user'] }).expect(200)
      assert.ok(await isOnTheList(promoted))
      assert.deepEqual((await login(user).expect(200)).body.user.roles, ['user'])
      await eventually(() => {
        const told = events.seen('user.roles-changed').filter(({ data }) => data.userId === user.id)
        assert.deepEqual(
          told.map(({ data }) => data.roles),
          [['user', 'operator'], ['user']],
        )
      })
    })

    it('leaves nobody without an admin, and is nothing that admins do to themselves', async () => {
      for (const wanted of [{ roles: ['user'] }, { disabled: true }])
        assert.equal((await change(admin.id, wanted).expect(409)).body.code, 'OWN_ACCOUNT')
      const asked = asAdmin()
        .post('/v1/oauth/clients')
        .send({ name: 'Directory', roles: ['admin'] })
      const { id, secret } = (await asked.expect(201)).body
      const grant = clientOf(auth.url).post('/v1/oauth/token').type('form').auth(id, secret)
      const { body } = await grant.send({ grant_type: 'client_credentials' }).expect(200)
      const program = clientOf(auth.url, { accessToken: body.access_token })
      for (const wanted of [{ roles: ['user'] }, { disabled: true }]) {
        const refused = await program.patch(`/v1/users/${admin.id}`).send(wanted).expect(409)
        assert.equal(refused.body.code, 'LAST_ADMIN')
      }
    })

    it('is made by one of two admins who want to take each other away', async () => {
      const second = await signUpAs(auth, 'user', 'admin')
      const [one, other] = await Promise.all([
        asAdmin()
          .patch(`/v1/users/${second.id}`)
          .send({ roles: ['user'] }),
        clientOf(auth.url, second)
          .patch(`/v1/users/${admin.id}`)
          .send({ roles: ['user'] }),
      ])
      assert.deepEqual([one.status, other.status].sort(), [200, 409])
      const [left] = await auth.query(
        `select count(*)::int as count from accounts where 'admin' = any(roles)`,
      )
      assert.equal(left?.count, 1)
      const [who] = await auth.query(`select id, email from accounts where 'admin' = any(roles)`)
      const winner = who?.id === admin.id ? admin : second
      admin = { ...winner, ...(await login(winner).expect(200)).body }
    })

    it('S30: touches roles and closing alone, whatever else is sent', async () => {
      const user = await signUp(auth.url)
      const fields = {
        emailVerified: true,
        email: 'mine@example.test',
        passwordHash: 'x',
        id: admin.id,
        createdAt: 1,
      }
      for (const [field, value] of Object.entries(fields)) {
        const { body } = await change(user.id, { [field]: value }).expect(422)
        assert.equal(body.errors[0].pointer, `/${field}`)
      }
      for (const roles of [['emperor'], [], 'admin']) await change(user.id, { roles }).expect(422)
      await change('0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12', { disabled: true }).expect(404)
    })

    it('is audited with what was and what is, and the refused ones too', async () => {
      const user = await signUp(auth.url)
      await change(user.id, { roles: ['user', 'operator'] }).expect(200)
      await change(admin.id, { disabled: true }).expect(409)
      await eventually(() => {
        const told = (id: string) =>
          events
            .seen('audit.recorded')
            .map(({ data }) => data)
            .filter(({ action, target }) => action === 'auth.user.changed' && target === `user:${id}`)
        const [done] = told(user.id)
        assert.deepEqual(done?.before, { roles: ['user'], disabled: false })
        assert.deepEqual(done?.after, { roles: ['user', 'operator'], disabled: false })
        assert.deepEqual(done?.actor, { kind: 'user', id: admin.id })
        assert.ok(told(admin.id).some(({ outcome }) => outcome === 'refused'))
      })
    })
  })

  describe('the sessions of a user', () => {
    it('S18: are shown to admins and ended by them, one or all, after a fresh sign-in', async () => {
      const user = await signUp(auth.url)
      const laptop = (await login(user).set('user-agent', 'Laptop').expect(200)).body
      const { body } = await asAdmin().get(`/v1/users/${user.id}/sessions`).expect(200)
      assert.equal(body.items.length, 2)
      const { id } = body.items.find(({ device }: { device: string }) => device === 'Laptop')
      await asAdmin().delete(`/v1/users/${user.id}/sessions/${id}`).expect(204)
      assert.ok(await isOnTheList(laptop))
      assert.equal(await isOnTheList(user), false)
      await asAdmin().delete(`/v1/users/${user.id}/sessions`).expect(204)
      assert.ok(await isOnTheList(user))
      const stale = await auth.signedInAgo(await again(), 901)
      for (const path of [`/v1/users/${user.id}/sessions`, `/v1/users/${user.id}/sessions/${id}`])
        await clientOf(auth.url, stale).delete(path).expect(403)
      await eventually(() => {
        const told = events.seen('audit.recorded').map(({ data }) => `${data.action} ${data.target}`)
        assert.ok(told.includes(`auth.session.ended session:${id}`))
        assert.ok(told.includes(`auth.sessions.ended user:${user.id}`))
      })
    })

    it('S18: are found under their owner alone', async () => {
      const [user, other] = [await signUp(auth.url), await signUp(auth.url)]
      const { sid } = jwt.decode(user.accessToken) as jwt.JwtPayload
      await asAdmin().delete(`/v1/users/${other.id}/sessions/${sid}`).expect(404)
      assert.equal(await isOnTheList(user), false)
      await clientOf(auth.url, other).get(`/v1/users/${user.id}/sessions`).expect(403)
    })

    const again = async (): Promise<TestUser> => ({ ...admin, ...(await login(admin).expect(200)).body })
  })
})
