import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import {
  keepersOfPersonalData,
  UserDataErased,
  UserDataExported,
  UserErasureRequested,
} from '@eventflow/contracts'
import { createLogger } from '@eventflow/runtime'
import { copiesOf, copyKeyOf, openStorage, type Storage, storeCopy } from '@eventflow/runtime/storage'
import {
  clientOf,
  collectEvents,
  eventually,
  goodPassword,
  type SeenEvent,
  sendEvent,
  testIdentity,
} from '@eventflow/testing'
import { Client } from 'pg'
import { userService } from './service.js'
import { type UserUnderTest, userUnderTest } from './user-under-test.int.spec.js'

const others = keepersOfPersonalData.filter((service) => service !== 'user')

describe("a copy and the erasure of somebody's data, as the user service sees them", () => {
  let user: UserUnderTest
  let seen: Awaited<ReturnType<typeof collectEvents>>
  let storage: Storage

  before(async () => {
    user = await userUnderTest({ EXPORTS_PER_DAY: '2' })
    storage = await openStorage(user.stack.storage, { logger: createLogger('user', 'silent') })
    seen = await collectEvents(user.adminUrl, ['user'])
  })

  after(async () => {
    await seen.close()
    await storage.close?.()
    await user.close()
  })

  const query = async (sql: string, parameters: unknown[] = []) => {
    const client = new Client({ connectionString: await user.stack.databaseUrl('user') })
    await client.connect()
    try {
      return (await client.query(sql, parameters)).rows as Array<Record<string, unknown>>
    } finally {
      await client.end()
    }
  }

  const somebody = () => user.withProfile()
  const told = (type: string, userId: string): SeenEvent[] =>
    seen.seen(type).filter(({ data }) => data.userId === userId)

  describe('a copy', () => {
    const answerFor = (part: { userId: string; jobId: string; service: string; location?: string }) =>
      sendEvent(user.adminUrl, UserDataExported({ ...part, counts: { things: 1 } }), {
        as: part.service,
      })
    const statusOf = async (client: Awaited<ReturnType<typeof somebody>>['client'], id: string) =>
      (await client.get(`/v1/users/me/exports/${id}`).expect(200)).body

    it('is one job at a time, done when all services have answered, and a ZIP then', async () => {
      const { userId, client } = await somebody()
      const begun = await client.post('/v1/users/me/export').expect(202)
      const { id } = begun.body
      assert.equal(begun.headers.location, `/v1/users/me/exports/${id}`)
      assert.equal((await client.post('/v1/users/me/export').expect(202)).body.id, id)
      await eventually(() => assert.equal(told('user.export-requested', userId).length, 1))
      await eventually(async () => assert.equal((await statusOf(client, id)).status, 'running'))
      const early = await client.get(`/v1/users/me/exports/${id}/file`).expect(409)
      assert.equal(early.body.code, 'EXPORT_NOT_READY')
      // What lies elsewhere is not read, whatever a service names.
      for (const service of others)
        await answerFor({
          userId,
          jobId: id,
          service,
          location: copyKeyOf({ userId: randomUUID(), jobId: id, service }),
        })
      const done = await eventually(async () => {
        const body = await statusOf(client, id)
        assert.equal(body.status, 'done')
        return body
      })
      assert.ok(done.finishedAt)
      const own = done.parts.find(({ service }: { service: string }) => service === 'user')
      assert.deepEqual(own, {
        service: 'user',
        status: 'done',
        counts: { profiles: 1, preferences: 1, settings: 1, pictures: 0 },
      })
      const file = await client.get(`/v1/users/me/exports/${id}/file`).responseType('blob')
      assert.equal(file.status, 200)
      assert.equal(file.headers['content-type'], 'application/zip')
      assert.match(String(file.headers['content-disposition']), /^attachment; filename="eventflow-/)
      assert.ok((file.body as Buffer).includes('user.json'))
      for (const service of others) assert.ok(!(file.body as Buffer).includes(`${service}.json`))
    })

    it("is nobody else's, and no more than so many a day", async () => {
      const { userId, client } = await somebody()
      const ids: string[] = []
      for (let count = 0; count < 2; count++) {
        const { id } = (await client.post('/v1/users/me/export').expect(202)).body
        ids.push(id)
        for (const service of others) await answerFor({ userId, jobId: id, service })
        await eventually(async () => assert.equal((await statusOf(client, id)).status, 'done'))
      }
      const refused = await client.post('/v1/users/me/export').expect(429)
      assert.equal(refused.body.code, 'TOO_MANY_EXPORTS')
      assert.equal(refused.headers['retry-after'], '3600')
      const { client: other } = await somebody()
      for (const path of [`/v1/users/me/exports/${ids[0]}`, `/v1/users/me/exports/${ids[0]}/file`])
        assert.equal((await other.get(path).expect(404)).body.code, 'EXPORT_NOT_FOUND')
    })
  })

  describe('an erasure', () => {
    const erase = (client: Awaited<ReturnType<typeof somebody>>['client'], password = goodPassword) =>
      client.delete('/v1/users/me').send({ password })
    const read = (id: string, token: string) =>
      clientOf(user.url).get(`/v1/erasures/${id}`).set('x-erasure-token', token)
    const answerFor = (userId: string, jobId: string, service: string) =>
      sendEvent(user.adminUrl, UserDataErased({ userId, jobId, service, counts: { things: 2 } }), {
        as: service,
      })
    const rowsOf = async (userId: string) => {
      const [row] = await query(
        `select (select count(*) from profiles where user_id = $1) + (select count(*) from choices where user_id = $1)
           + (select count(*) from jobs where user_id = $1 and kind = 'export') as count`,
        [userId],
      )
      return Number(row?.count)
    }

    it('wants the right password, a fresh sign-in, and auth to be there', async () => {
      const { userId, client } = await somebody()
      const wrong = await erase(client, 'not-the-password').expect(401)
      assert.equal(wrong.body.code, 'INVALID_CREDENTIALS')
      const stale = user.identity.token({ userId, auth_time: Math.floor(Date.now() / 1_000) - 1_000 })
      const old = await erase(clientOf(user.url, { accessToken: stale })).expect(403)
      assert.equal(old.body.code, 'REAUTHENTICATION_REQUIRED')
      await client.delete('/v1/users/me').send({}).expect(422)
      assert.deepEqual(told('user.erasure-requested', userId), [])
      await client.get('/v1/users/me/profile').expect(200)
    })

    it('is begun for nobody while auth cannot be asked', async () => {
      const gone = await testIdentity()
      const alone = await user.stack.start(userService, { AUTH_URL: gone.url })
      const client = clientOf(alone.url, { accessToken: gone.token() })
      await client.get('/v1/users/me/preferences').expect(200)
      await gone.close()
      const answer = await erase(client).expect(503)
      assert.ok(Number(answer.headers['retry-after']) > 0)
      await alone.stop()
    })

    it('takes everything away here, shows a receipt of each service, and ends with the word that the user is gone', async () => {
      const { userId, client } = await somebody()
      await client
        .put('/v1/users/me/preferences')
        .send({ channels: { email: { order: false } } })
        .expect(200)
      await client.post('/v1/users/me/export').expect(202)
      const { body, headers } = await erase(client).expect(202)
      assert.equal(headers.location, `/v1/erasures/${body.id}`)
      const receipt = await eventually(async () => {
        const job = (await read(body.id, body.token).expect(200)).body
        assert.equal(job.status, 'running')
        return job.parts.find(({ service }: { service: string }) => service === 'user')
      })
      const { profiles, preferences, settings, exports } = receipt.counts
      assert.deepEqual([profiles, preferences, settings, exports], [1, 1, 0, 1])
      assert.equal(await rowsOf(userId), 0)
      assert.deepEqual(told('user.erased', userId), [])
      // A service that was away puts its part of the copy there now, and only then erases.
      await storeCopy(storage, { userId, jobId: randomUUID(), service: 'auth' }, { accounts: [{ userId }] })
      for (const service of others) await answerFor(userId, body.id, service)
      await eventually(async () => assert.equal((await read(body.id, body.token)).body.status, 'done'))
      await eventually(() => assert.equal(told('user.erased', userId).length, 1))
      assert.deepEqual(await storage.list(copiesOf(userId), 10), [])
    })

    it('is one job for two who ask at once, with one token', async () => {
      const { userId, client } = await somebody()
      const [one, two] = await Promise.all([erase(client), erase(client)])
      assert.deepEqual([one.status, two.status], [202, 202])
      assert.deepEqual([one.body.id, one.body.token], [two.body.id, two.body.token])
      await eventually(() => assert.equal(told('user.erasure-requested', userId).length, 1))
    })

    it('is shown to who has its token and to admins, and does not exist for others', async () => {
      const { client } = await somebody()
      const { id, token } = (await erase(client).expect(202)).body
      await clientOf(user.url).get(`/v1/erasures/${id}`).query({ token }).expect(200)
      await clientOf(user.url, { accessToken: user.identity.token({ roles: ['admin'] }) })
        .get(`/v1/erasures/${id}`)
        .expect(200)
      const strangers = [
        clientOf(user.url).get(`/v1/erasures/${id}`),
        read(id, `${token}x`),
        read(id, 'made-up'),
        read(randomUUID(), token),
        client.get(`/v1/erasures/${id}`),
      ]
      for (const stranger of strangers) assert.equal((await stranger).status, 404)
    })

    it('refuses a copy and every change from then on', async () => {
      const { client } = await somebody()
      await erase(client).expect(202)
      const refused = [
        client.post('/v1/users/me/export'),
        client.put('/v1/users/me/preferences').send({ channels: {} }),
        client.patch('/v1/users/me/profile').set('if-match', '"v1"').send({ bio: 'still here' }),
        client.delete('/v1/users/me/avatar'),
        client.patch('/v1/users/me/settings').set('if-match', '"v1"').send({ theme: 'dark' }),
      ]
      for (const change of refused) assert.equal((await change).body.code, 'ERASURE_UNDER_WAY')
    })

    it('is not undone by an event that comes late, nor by one that comes again', async () => {
      const { userId, client } = await somebody()
      const { id } = (await erase(client).expect(202)).body
      await eventually(async () => assert.equal(await rowsOf(userId), 0))
      await user.register(userId)
      await sendEvent(user.adminUrl, UserErasureRequested({ userId, jobId: id }), { as: 'user' })
      await eventually(() => assert.equal(told('user.data-erased', userId).length, 2))
      assert.equal(await rowsOf(userId), 0)
      await client.get('/v1/users/me/profile').expect(404)
    })
  })
})
