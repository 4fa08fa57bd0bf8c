import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { UserErasureRequested, UserExportRequested } from '@eventflow/contracts'
import { createLogger } from '@eventflow/runtime'
import { openStorage } from '@eventflow/runtime/storage'
import { eventually, sendEvent } from '@eventflow/testing'
import { Client } from 'pg'
import { type ActionUnderTest, actionUnderTest } from './action-under-test.int.spec.js'

describe("a copy and the erasure of somebody's tasks and journals", () => {
  let under: ActionUnderTest
  let database: Client

  before(async () => {
    under = await actionUnderTest({ DUE_SOON_EVERY_MS: '50' })
    database = new Client({ connectionString: await under.stack.databaseUrl('action') })
    await database.connect()
  })

  after(async () => {
    await database.end()
    await under.close()
  })

  const ask = (event: typeof UserErasureRequested | typeof UserExportRequested, userId: string) => {
    const jobId = randomUUID()
    const sent = sendEvent(under.stack.broker.adminUrl, event({ userId, jobId }), { as: 'user' })
    const answer = event === UserErasureRequested ? 'user.data-erased' : 'user.data-exported'
    return sent.then(() =>
      eventually(() => {
        const told = under.told(answer).find(({ data }) => data.jobId === jobId)
        assert.ok(told, `${answer} was not told`)
        return told.data as { counts: Record<string, number>; location: string }
      }),
    )
  }

  it('is a copy of everything, what happened to it included', async () => {
    const { client, userId } = under.somebody()
    const recurrence = { rule: 'FREQ=DAILY', timeZone: 'UTC' }
    const { id } = await under.begun(client, { dueAt: '2027-01-01T09:00:00.000Z', recurrence })
    await client.post(`/v1/actions/${id}/complete`).expect(200)
    await under.begun(client, { kind: 'journal', title: 'What the engine taught me', mood: 'calm' })
    await under.begun(under.somebody().client)
    const { counts, location } = await ask(UserExportRequested, userId)
    assert.deepEqual(counts, { actions: 2, history: 3, completions: 1 })
    const storage = await openStorage(under.stack.storage, { logger: createLogger('action', 'silent') })
    const file = await storage.get(location)
    assert.ok(file)
    const copy = JSON.parse((await buffer(file.content)).toString())
    await storage.close()
    const [journal, task] = copy.actions
    assert.deepEqual(
      [journal.title, journal.mood, task.dueAt],
      ['What the engine taught me', 'calm', '2027-01-02T09:00:00.000Z'],
    )
    assert.deepEqual(
      Object.keys(task).sort(),
      Object.keys((await client.get(`/v1/actions/${id}`)).body).sort(),
    )
  })

  it('takes everything away, also what waits to be told, and gives the count of it', async () => {
    const { client, userId } = under.somebody()
    const { id } = await under.begun(client, { visibility: 'public', title: 'Mine alone' })
    const keyed = client.post('/v1/tasks').set('idempotency-key', randomUUID())
    await keyed.send({ title: 'Mine as well' }).expect(201)
    await client
      .post('/v1/actions/import')
      .send([{ clientId: 'Mine a long time', kind: 'journal', title: 'x' }])
    await under.begun(under.somebody().client, { title: 'Of somebody else' })
    await under.toldOf(id, ['action.created'])
    await database.query(
      `insert into outbox (id, type, key, exchange, mandatory, properties, body, held_until)
       values ($1, 'action.updated', $2, 'action.events', true, '{}', '', now() + interval '1 hour')`,
      [randomUUID(), id],
    )
    const { counts } = await ask(UserErasureRequested, userId)
    assert.deepEqual(counts, { actions: 3, unsentEvents: 1, heldMessages: 0 })
    const tables = ['actions', 'action_history', 'action_completions', 'imported_actions', 'idempotency_keys']
    for (const table of [...tables, 'outbox']) {
      const held = `select count(*)::int as count from ${table} as one where one::text like any($1)`
      const { rows } = await database.query(held, [[`%${id}%`, '%Mine a%']])
      assert.equal(rows[0].count, 0, table)
    }
    await under.somebody().client.get(`/v1/actions/${id}`).expect(404)
    assert.deepEqual((await ask(UserErasureRequested, userId)).counts.actions, 0)
  })

  it('lets nothing come back by what comes late', async () => {
    const { client, userId } = under.somebody()
    const { id } = await under.begun(client)
    await ask(UserErasureRequested, userId)
    const late = await client.post('/v1/actions').send({ kind: 'task', title: 'Once more' }).expect(409)
    assert.equal(late.body.code, 'ERASURE_UNDER_WAY')
    await client.post(`/v1/actions/${id}/complete`).expect(404)
    await client.patch(`/v1/actions/${id}`).set('if-match', '*').send({ title: 'x' }).expect(404)
    assert.deepEqual((await client.get('/v1/actions').expect(200)).body.items, [])
  })

  it('leaves nothing of somebody who writes all the while', async () => {
    const { client, userId } = under.somebody()
    let isErased = false
    const writing = Array.from({ length: 4 }, async () => {
      while (!isErased) {
        const { status, body } = await client.post('/v1/tasks').send({ title: 'All the while' })
        if (status === 201) await client.post(`/v1/actions/${body.id}/complete`)
        else assert.equal(status, 409)
      }
    })
    await eventually(() =>
      assert.ok(under.told('action.completed').some(({ data }) => data.ownerId === userId)),
    )
    await ask(UserErasureRequested, userId)
    isErased = true
    await Promise.all(writing)
    const { rows } = await database.query('select count(*)::int as count from actions where owner_id = $1', [
      userId,
    ])
    assert.equal(rows[0].count, 0)
  })
})
