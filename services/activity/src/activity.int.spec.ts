import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import {
  ActionCompleted,
  type DomainEvent,
  SessionEnded,
  SessionStarted,
  UserErasureRequested,
  UserRegistered,
} from '@eventflow/contracts'
import {
  clientOf,
  eventually,
  sendEvent,
  type TestIdentity,
  type TestStack,
  testIdentity,
  testStack,
} from '@eventflow/testing'
import { activityService } from './service.js'
import { activityWorker } from './worker-service.js'

describe('the activity service', () => {
  let stack: TestStack
  let identity: TestIdentity
  let url: string

  before(async () => {
    stack = await testStack()
    identity = await testIdentity()
    const service = await stack.start(activityService, { AUTH_URL: identity.url })
    await stack.start(activityWorker, { AUTH_URL: identity.url })
    url = service.url
  })

  after(async () => {
    await stack.close()
    await identity.close()
  })

  const as = (userId: string = randomUUID(), claims: Record<string, unknown> = {}) => ({
    userId,
    ...clientWith({ userId, ...claims }),
  })
  const clientWith = (claims: Record<string, unknown>) => {
    const client = clientOf(url, { accessToken: identity.token(claims) })
    return {
      post: (body: object | string) => client.post('/v1/activities').send(body),
      get: (path = '/v1/activities') => client.get(path),
    }
  }
  const program = (scope: string) => clientWith({ userId: 'reports', client_id: 'reports', roles: [], scope })

  it('is ready as soon as its database and the broker answer', async () => {
    await eventually(() => clientOf(url).get('/readyz').expect(200))
  })

  it('answers as soon as the broker has an activity, and shows it once the worker has stored it', async () => {
    const ada = as()
    const { body } = await ada.post({ type: 'PAGE_VIEW', properties: { path: '/feed' } }).expect(202)
    assert.deepEqual([body.accepted, body.duplicates, body.rejected], [1, 0, 0])
    const [{ id, ...result }] = body.results
    assert.deepEqual(result, { index: 0, status: 'accepted' })
    const stored = await eventually(async () => (await ada.get(`/v1/activities/${id}`).expect(200)).body)
    assert.deepEqual(
      [stored.userId, stored.type, stored.properties, stored.occurredAt],
      [ada.userId, 'PAGE_VIEW', { path: '/feed' }, stored.receivedAt],
    )
    const { body: page } = await ada.get().expect(200)
    assert.deepEqual(page, { items: [stored], next: null, prev: null })
    await as().get(`/v1/activities/${id}`).expect(404)
  })

  it('judges each item of a batch by itself, and tells of duplicates within it', async () => {
    const ada = as()
    const id = randomUUID()
    const { body } = await ada
      .post({
        activities: [
          { id, type: 'SEARCH', properties: { query: 'engines' } },
          { id: id.toUpperCase(), type: 'SEARCH' },
          { type: 'search' },
          { type: 'LOGIN', userId: randomUUID() },
          'no activity',
          { type: 'LOGIN', userId: ada.userId, occurredAt: '2026-01-01T00:00:00Z' },
        ],
      })
      .expect(207)
    assert.deepEqual([body.accepted, body.duplicates, body.rejected], [2, 1, 3])
    assert.deepEqual(
      body.results.map(({ status, code, pointer }: Record<string, string>) => [status, code, pointer]),
      [
        ['accepted', undefined, undefined],
        ['duplicate', undefined, undefined],
        ['rejected', 'STRING_PATTERN_NAME', '/activities/2/type'],
        ['rejected', 'NOT_YOURS', '/activities/3/userId'],
        ['rejected', 'OBJECT_BASE', '/activities/4'],
        ['accepted', undefined, undefined],
      ],
    )
    const page = await eventually(async () => {
      const found = (await ada.get().expect(200)).body
      assert.equal(found.items.length, 2)
      return found
    })
    assert.deepEqual(
      page.items.map((one: Record<string, string>) => [one.type, one.id === id]),
      [
        ['SEARCH', true],
        ['LOGIN', false],
      ],
    )
  })

  it('lets programs with leave record for anybody, and refuses those without', async () => {
    const userId = randomUUID()
    await program('events:read').post({ type: 'LOGIN', userId }).expect(403)
    const refused = await program('events:write').post({ type: 'LOGIN' }).expect(422)
    assert.deepEqual(refused.body.errors[0].code, 'USER_REQUIRED')
    await program('events:write').post({ type: 'LOGIN', userId }).expect(202)
    await eventually(async () => assert.equal((await as(userId).get()).body.items.length, 1))
    await program('events:write').get().expect(403)
    const all = await program('events:read').get(`/v1/activities?userId=${userId}`).expect(200)
    assert.equal(all.body.items.length, 1)
    await as().get(`/v1/activities?userId=${userId}`).expect(404)
    const staff = as(randomUUID(), { roles: ['user', 'operator'] })
    assert.equal((await staff.get(`/v1/activities?userId=${userId}`).expect(200)).body.items.length, 1)
  })

  it('narrows a list by type, time and properties, page by page, while others are added', async () => {
    const ada = as()
    const at = (minute: number) => `2026-11-20T10:${String(minute).padStart(2, '0')}:00.000Z`
    const activities = Array.from({ length: 12 }, (_, minute) => ({
      type: minute % 2 === 0 ? 'PAGE_VIEW' : 'SEARCH',
      occurredAt: at(Math.floor(minute / 3)),
      properties: { page: { number: minute % 3, path: `/pages/${minute}` } },
    }))
    const { headers, body } = await ada.post({ activities }).expect(202)
    const ids = new Set(body.results.map(({ id }: { id: string }) => id))
    const first = await ada.get('/v1/activities?limit=5').set('sync-token', headers['sync-token']).expect(200)
    assert.equal(first.headers['sync-lag'], undefined)
    assert.equal(first.body.items.length, 5)
    await ada.post({ activities: [{ type: 'LOGIN' }, { type: 'LOGIN', occurredAt: at(2) }] }).expect(202)
    await eventually(async () =>
      assert.equal((await ada.get('/v1/activities?type=LOGIN')).body.items.length, 2),
    )
    const seen = [...first.body.items]
    for (let next = first.body.next; next !== null; ) {
      const page = await ada.get(`/v1/activities?limit=5&cursor=${next}`).expect(200)
      seen.push(...page.body.items)
      next = page.body.next
    }
    assert.equal(seen.filter(({ id }) => ids.has(id)).length, 12)
    assert.equal(new Set(seen.map(({ id }) => id)).size, seen.length)
    const typesAt = async (query: string) =>
      (await ada.get(`/v1/activities?${query}`).expect(200)).body.items.map(
        ({ type, properties }: { type: string; properties: { page?: { path: string } } }) =>
          `${type} ${properties.page?.path}`,
      )
    assert.deepEqual(await typesAt('properties.page.path=/pages/7'), ['SEARCH /pages/7'])
    assert.equal((await typesAt('properties.page.number=2')).length, 4)
    assert.deepEqual((await typesAt('properties.page.number=2&type=SEARCH')).sort(), [
      'SEARCH /pages/11',
      'SEARCH /pages/5',
    ])
    assert.deepEqual((await typesAt(`from=${at(0)}&to=${at(1)}`)).length, 3)
    assert.deepEqual(await typesAt('properties.page.path=/nowhere'), [])
    const counts = await ada.get(`/v1/activities/counts?by=type&bucket=hour&from=${at(0)}&to=${at(30)}`)
    const bucket = '2026-11-20T10:00:00.000Z'
    assert.deepEqual(counts.body.items, [
      { type: 'LOGIN', bucket, count: 1 },
      { type: 'PAGE_VIEW', bucket, count: 6 },
      { type: 'SEARCH', bucket, count: 6 },
    ])
  })

  it('refuses filters that mean something to a database, or nothing to anybody', async () => {
    const ada = as()
    for (const query of [
      'type[$ne]=x',
      'type=x',
      'colour=red',
      'properties.$where=1',
      'properties[path]=1',
      'properties.=1',
      'from=yesterday',
      Array.from({ length: 6 }, (_, at) => `properties.p${at}=1`).join('&'),
      'properties.a=1&properties.a=2',
    ])
      await ada.get(`/v1/activities?${query}`).expect(422)
    await ada.get('/v1/activities/counts?from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z').expect(422)
    const page = await ada.get('/v1/activities?cursor=made-up').expect(400)
    assert.equal(page.body.code, 'BAD_CURSOR')
  })

  it('tells wrong bodies apart: 400 for what cannot be read, 422 for one that breaks a rule, 413 for too many', async () => {
    const ada = as()
    const send = (text: string, type = 'application/json') => ada.post(text).type(type)
    await send('{').expect(400)
    await send('[]').expect(422)
    await send('{}').expect(422)
    await send('{"type":"LOGIN"}', 'text/plain').expect(415)
    const many = { activities: Array.from({ length: 1_001 }, () => ({ type: 'LOGIN' })) }
    assert.equal((await ada.post(many).expect(413)).body.code, 'TOO_MANY_ACTIVITIES')
  })

  it('records what other services tell: registering, signing in and out, completing an action, each once', async () => {
    const userId = randomUUID()
    const session = { userId, sessionId: randomUUID(), ip: '192.0.2.1', userAgent: 'curl' }
    const tell = (event: DomainEvent, as: string) =>
      sendEvent(stack.broker.adminUrl, event, { as, sealingKey: stack.sealingKey, times: 2 })
    await tell(UserRegistered({ userId, email: 'ada@example.test', name: 'Ada', locale: 'en' }), 'auth')
    await tell(SessionStarted(session), 'auth')
    await tell(SessionEnded({ ...session, reason: 'logout' }), 'auth')
    const [done] = ActionCompleted.examples
    assert.ok(done)
    await tell(ActionCompleted({ ...done, ownerId: userId }), 'action')
    await eventually(async () => {
      const { items } = (await as(userId).get()).body
      assert.deepEqual(items.map(({ type }: { type: string }) => type).sort(), [
        'ACTION_COMPLETED',
        'LOGIN',
        'LOGOUT',
        'REGISTER',
      ])
      const completed = items.find(({ type }: { type: string }) => type === 'ACTION_COMPLETED')
      assert.deepEqual(completed.properties, { actionId: done.actionId, kind: done.kind })
    })
  })

  it('stores nothing of somebody who was erased, also not out of a batch with others', async () => {
    const gone = randomUUID()
    const stays = randomUUID()
    const both = (type: string) => ({
      activities: [gone, stays].map((userId) => ({ type, userId })),
    })
    await program('events:write').post(both('BEFORE')).expect(202)
    await eventually(async () => assert.equal((await as(gone).get()).body.items.length, 1))
    const jobId = randomUUID()
    await sendEvent(stack.broker.adminUrl, UserErasureRequested({ userId: gone, jobId }), {
      as: 'user',
      sealingKey: stack.sealingKey,
    })
    await eventually(async () => assert.equal((await as(gone).get()).body.items.length, 0))
    await program('events:write').post(both('AFTER')).expect(202)
    await eventually(async () => assert.equal((await as(stays).get()).body.items.length, 2))
    assert.equal((await as(gone).get()).body.items.length, 0)
  })

  it('tells of what was posted before, and stores it once', async () => {
    const ada = as()
    const activity = { id: randomUUID(), type: 'LOGIN' }
    assert.equal((await ada.post(activity).expect(202)).body.accepted, 1)
    await eventually(async () => {
      const { body } = await ada.post(activity).expect(202)
      assert.deepEqual([body.accepted, body.duplicates], [0, 1])
    })
    const { body } = await ada.post({ activities: [activity, { type: 'LOGOUT' }] }).expect(202)
    assert.deepEqual([body.accepted, body.duplicates], [1, 1])
    await eventually(async () => assert.equal((await ada.get()).body.items.length, 2))
  })

  it('holds the properties of a type to what an operator says of them, item by item', async () => {
    const type = `T${randomUUID().slice(0, 8).toUpperCase()}`
    const path = `/v1/activity-types/${type}`
    const staff = clientOf(url, { accessToken: identity.token({ roles: ['user', 'operator'] }) })
    const schema = { properties: { sku: { type: 'string' } }, required: ['sku'] }
    await clientOf(url, { accessToken: identity.token() }).put(path).send({ schema }).expect(403)
    const bad = await staff
      .put(path)
      .send({ schema: { properties: { sku: { pattern: '(a+)+$' } } } })
      .expect(422)
    assert.equal(bad.body.errors[0].pointer, '/schema/properties/sku/pattern')
    const { body, headers } = await staff.put(path).send({ schema }).expect(200)
    assert.deepEqual([body.type, body.version, headers.etag], [type, 1, '"v1"'])
    const posted = await as()
      .post({ activities: [{ type, properties: { sku: 'A' } }, { type, properties: { sku: 7 } }, { type }] })
      .expect(207)
    assert.deepEqual(
      posted.body.results.map(({ code, pointer }: Record<string, string>) => [code, pointer]),
      [
        [undefined, undefined],
        ['SCHEMA_TYPE', '/activities/1/properties/sku'],
        ['SCHEMA_REQUIRED', '/activities/2/properties/sku'],
      ],
    )
    await staff.put(path).set('if-match', '"v7"').send({ schema }).expect(412)
    assert.equal((await staff.get(path).expect(200)).body.version, 1)
    await staff.delete(path).expect(204)
    await as().post({ type }).expect(202)
    await staff.get(path).expect(404)
  })
})
