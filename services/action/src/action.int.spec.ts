import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type ActionUnderTest, actionUnderTest } from './action-under-test.int.spec.js'

interface Answer {
  status: number
  body: { status: string; version: number; completedAt: string }
}

describe('the action service', () => {
  let under: ActionUnderTest

  before(async () => {
    under = await actionUnderTest()
  })

  after(() => under.close())

  it('gives a new task back as it was said, open, private unless it says otherwise, and tells of it once', async () => {
    const { client, userId } = under.somebody()
    const said = {
      kind: 'task',
      title: 'Oil the bearings',
      tags: ['engine'],
      dueAt: '2027-01-01T12:00:00.000Z',
    }
    const { body, headers } = await client.post('/v1/actions').send(said).expect(201)
    assert.equal(headers.location, `/v1/actions/${body.id}`)
    assert.equal(headers.etag, '"v1"')
    const { id, createdAt, updatedAt, ...rest } = body
    assert.equal(createdAt, updatedAt)
    assert.deepEqual(rest, {
      ...{
        ownerId: userId,
        ...said,
        status: 'open',
        body: null,
        visibility: 'private',
        mood: null,
        recurrence: null,
      },
      ...{ completedAt: null, version: 1 },
    })
    const [event] = await under.toldOf(id, ['action.created'])
    assert.deepEqual(event?.data, {
      ...{ actionId: id, ownerId: userId, kind: 'task', title: 'Oil the bearings', visibility: 'private' },
      ...{ tags: ['engine'], dueAt: '2027-01-01T12:00:00.000Z', version: 1 },
    })
    assert.deepEqual((await client.get(`/v1/actions/${id}`).expect(200)).body, body)
  })

  it('makes one action of a call that comes again with its Idempotency-Key', async () => {
    const { client } = under.somebody()
    const key = randomUUID()
    const send = () =>
      client.post('/v1/journals').set('idempotency-key', key).send({ title: 'What the engine taught me' })
    const first = await send().expect(201)
    const again = await send().expect(201)
    assert.equal(again.headers['idempotency-replayed'], 'true')
    assert.deepEqual(again.body, first.body)
    assert.equal((await client.get('/v1/journals').expect(200)).body.items.length, 1)
    await under.toldOf(first.body.id, ['action.created'])
  })

  it('leads a task through all that may be done with it, one event and one version each', async () => {
    const { client } = under.somebody()
    const { id } = await under.begun(client)
    const moves = ['complete', 'complete', 'archive', 'archive', 'restore', 'restore', 'reopen', 'reopen']
    const seen: unknown[] = []
    for (const act of moves) {
      const { body } = await client.post(`/v1/actions/${id}/${act}`).expect(200)
      seen.push([body.status, body.version, body.completedAt !== null])
    }
    assert.deepEqual(seen, [
      ['completed', 2, true],
      ['completed', 2, true],
      ['archived', 3, false],
      ['archived', 3, false],
      ['completed', 4, true],
      ['completed', 4, true],
      ['open', 5, false],
      ['open', 5, false],
    ])
    const types = ['created', 'completed', 'archived', 'restored', 'reopened'].map((type) => `action.${type}`)
    const events = await under.toldOf(id, types)
    assert.deepEqual(
      events.map(({ headers }) => headers.cloudEvents_sequence),
      ['1', '2', '3', '4', '5'],
    )
    const { body: history } = await client.get(`/v1/actions/${id}/history`).expect(200)
    assert.deepEqual(
      history.items.map(({ version, type }: { version: number; type: string }) => [version, type]),
      types.map((type, index) => [index + 1, type]),
    )
    assert.deepEqual(history.items[1].changes.status, { from: 'open', to: 'completed' })
  })

  it('is completed once by twenty calls at the same time', async () => {
    const { client } = under.somebody()
    const { id } = await under.begun(client)
    const calls = Array.from({ length: 20 }, () => client.post(`/v1/actions/${id}/complete`))
    const answers: Answer[] = await Promise.all(calls)
    assert.deepEqual(
      answers.map(({ status, body }) => [status, body.status, body.version]),
      answers.map(() => [200, 'completed', 2]),
    )
    assert.equal(new Set(answers.map(({ body }) => body.completedAt)).size, 1)
    await under.toldOf(id, ['action.created', 'action.completed'])
  })

  it('keeps both of a change and a completion that come together, or refuses the change as stale', async () => {
    const { client } = under.somebody()
    for (let round = 0; round < 10; round++) {
      const { id } = await under.begun(client)
      const [patched, completed] = await Promise.all([
        client.patch(`/v1/actions/${id}`).set('if-match', '"v1"').send({ title: 'Oil them all' }),
        client.post(`/v1/actions/${id}/complete`),
      ])
      assert.equal(completed.status, 200)
      const { body } = await client.get(`/v1/actions/${id}`).expect(200)
      const wasFirst = patched.status === 200
      assert.deepEqual([body.status, body.version], ['completed', wasFirst ? 3 : 2])
      assert.equal(body.title, wasFirst ? 'Oil them all' : 'Oil the bearings')
      if (!wasFirst) assert.equal(patched.status, 412)
      const between = wasFirst ? ['action.updated'] : []
      await under.toldOf(id, ['action.created', ...between, 'action.completed'])
    }
  })

  it('refuses to complete a journal, and to complete or reopen what is archived', async () => {
    const { client } = under.somebody()
    const journal = await under.begun(client, { kind: 'journal' })
    const refused = await client.post(`/v1/actions/${journal.id}/complete`).expect(409)
    assert.equal(refused.body.code, 'JOURNAL_NOT_COMPLETABLE')
    const task = await under.begun(client)
    await client.post(`/v1/actions/${task.id}/archive`).expect(200)
    for (const act of ['complete', 'reopen'])
      assert.equal(
        (await client.post(`/v1/actions/${task.id}/${act}`).expect(409)).body.code,
        'ACTION_ARCHIVED',
      )
    await under.toldOf(task.id, ['action.created', 'action.archived'])
  })

  it('changes the fields that are named and says which, null takes one away, and nothing is no change', async () => {
    const { client } = under.somebody()
    const { id } = await under.begun(client, { body: 'All of them.', dueAt: '2027-01-01T12:00:00.000Z' })
    const patch = (etag: string, body: object) =>
      client.patch(`/v1/actions/${id}`).set('if-match', etag).send(body)
    const { body } = await patch('"v1"', { title: 'Oil them', dueAt: null, visibility: 'public' }).expect(200)
    assert.deepEqual(
      [body.title, body.dueAt, body.visibility, body.body],
      ['Oil them', null, 'public', 'All of them.'],
    )
    assert.equal((await patch('"v2"', { title: 'Oil them' }).expect(200)).body.version, 2)
    const [, event] = await under.toldOf(id, ['action.created', 'action.updated'])
    assert.deepEqual(event?.data.changes, ['title', 'dueAt', 'visibility'])
    const { body: history } = await client.get(`/v1/actions/${id}/history`).query({ limit: 1 }).expect(200)
    assert.deepEqual(history.items[0].changes.title, { from: null, to: 'Oil the bearings' })
    const { body: rest } = await client
      .get(`/v1/actions/${id}/history`)
      .query({ cursor: history.next })
      .expect(200)
    assert.deepEqual(rest.items[0].changes.title, { from: 'Oil the bearings', to: 'Oil them' })
  })

  it('wants to know which version is changed or deleted, and refuses a stale one', async () => {
    const { client } = under.somebody()
    const { id } = await under.begun(client)
    assert.equal(
      (await client.patch(`/v1/actions/${id}`).send({ title: 'x' }).expect(428)).body.code,
      'PRECONDITION_REQUIRED',
    )
    await client.delete(`/v1/actions/${id}`).expect(428)
    await client.delete(`/v1/actions/${id}`).set('if-match', '"v9"').expect(412)
    await client.post(`/v1/actions/${id}/complete`).set('if-match', '"v9"').expect(412)
    await client.delete(`/v1/actions/${id}`).set('if-match', '"v1"').expect(204)
    for (const gone of [client.get(`/v1/actions/${id}`), client.get(`/v1/actions/${id}/history`)])
      await gone.expect(404)
    await client.post(`/v1/actions/${id}/restore`).expect(404)
    const [, event] = await under.toldOf(id, ['action.created', 'action.deleted'])
    assert.equal(event?.data.version, 2)
  })

  it('shows others what is public, with its ETag, and nothing else; and lets nobody else change anything', async () => {
    const { client } = under.somebody()
    const stranger = under.somebody().client
    for (const visibility of ['private', 'followers'])
      await stranger.get(`/v1/actions/${(await under.begun(client, { visibility })).id}`).expect(404)
    const { id } = await under.begun(client, { visibility: 'public' })
    const { headers } = await stranger.get(`/v1/actions/${id}`).expect(200)
    assert.equal(headers.etag, '"v1"')
    await stranger.get(`/v1/actions/${id}`).set('if-none-match', '"v1"').expect(304)
    await stranger.patch(`/v1/actions/${id}`).send({ title: 'Mine' }).expect(404)
    await stranger.delete(`/v1/actions/${id}`).expect(404)
    await stranger.get(`/v1/actions/${id}/history`).expect(404)
    for (const act of ['complete', 'reopen', 'archive', 'restore'])
      await stranger.post(`/v1/actions/${id}/${act}`).expect(404)
    assert.deepEqual((await stranger.get('/v1/actions').expect(200)).body.items, [])
    await under.toldOf(id, ['action.created'])
  })

  it('names the field and the rule for each mistake, and refuses what is not to be written', async () => {
    const { client } = under.somebody()
    const wrong = {
      kind: 'chore',
      title: '',
      tags: ['a', 'a'],
      dueAt: '2027-02-30T00:00:00Z',
      status: 'completed',
    }
    const { body } = await client.post('/v1/actions').send(wrong).expect(422)
    const pointers = body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()
    assert.deepEqual(pointers, ['/dueAt', '/kind', '/status', '/tags/1', '/title'])
    await client.post('/v1/tasks').send({ kind: 'journal', title: 'x' }).expect(422)
    const { id } = await under.begun(client)
    for (const field of ['id', 'ownerId', 'kind', 'status', 'completedAt', 'version', 'archivedFrom'])
      await client
        .patch(`/v1/actions/${id}`)
        .set('if-match', '*')
        .send({ [field]: 'x' })
        .expect(422)
    await client.get('/v1/actions').query({ 'kind[$ne]': 'task' }).expect(422)
    await client.get('/v1/tasks').query({ kind: 'journal' }).expect(422)
  })
})
