import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import {
  clientOf,
  eventually,
  type TestIdentity,
  type TestStack,
  testIdentity,
  testStack,
} from '@eventflow/testing'
import { activityService } from './service.js'

describe('the activity service', () => {
  let stack: TestStack
  let identity: TestIdentity
  let url: string

  before(async () => {
    stack = await testStack()
    identity = await testIdentity()
    const service = await stack.start(activityService, { AUTH_URL: identity.url })
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
      post: (body: object) => client.post('/v1/activities').send(body),
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
})
