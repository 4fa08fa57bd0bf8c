import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { eventually } from '@eventflow/testing'
import { type ActionUnderTest, actionUnderTest } from './action-under-test.int.spec.js'

interface Outcome {
  created: number
  duplicates: number
  refused: number
  results: Array<{
    index: number
    id: string
    clientId?: string
    status: string
    code?: string
    pointer?: string
  }>
}

type Client = ReturnType<ActionUnderTest['somebody']>['client']

describe('an import', () => {
  let under: ActionUnderTest

  before(async () => {
    under = await actionUnderTest()
  })

  after(() => under.close())

  const send = async (client: Client, items: unknown): Promise<Outcome> => {
    const { status, body } = await client.post('/v1/actions/import').send(items as object)
    assert.equal(status, body.refused > 0 ? 207 : 200)
    return body
  }
  const tasks = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      clientId: `todo-${index}`,
      kind: 'task',
      title: `Task ${index}`,
    }))
  const createdBy = (ownerId: string) =>
    under.told('action.created').filter(({ data }) => data.ownerId === ownerId).length

  it('brings a thousand items along, in their order, each told once', async () => {
    const { client, userId } = under.somebody()
    const { created, results } = await send(client, tasks(1_000))
    assert.deepEqual([created, results.length], [1_000, 1_000])
    const { body } = await client.get('/v1/tasks').query({ limit: 2 }).expect(200)
    assert.deepEqual(
      body.items.map(({ title }: { title: string }) => title),
      ['Task 999', 'Task 998'],
    )
    const { body: history } = await client.get(`/v1/actions/${results[7]?.id}/history`).expect(200)
    assert.deepEqual(history.items[0].changes.title, { from: null, to: 'Task 7' })
    await eventually(() => assert.equal(createdBy(userId), 1_000))
  })

  it('refuses what is wrong, item by item, and brings the others along', async () => {
    const { client } = under.somebody()
    const items = [
      { kind: 'task', title: 'Oil the bearings' },
      { clientId: 'b', kind: 'task', title: '' },
      'a task',
      { clientId: 'd', kind: 'journal', title: 'x', status: 'completed' },
      { clientId: 'e', kind: 'task', title: 'x', recurrence: { rule: 'FREQ=DAILY', timeZone: 'UTC' } },
      { clientId: 'f', kind: 'journal', title: 'What the engine taught me', mood: 'calm' },
    ]
    const { results, ...counts } = await send(client, items)
    assert.deepEqual(counts, { created: 2, duplicates: 0, refused: 4 })
    assert.deepEqual(
      results.map(({ status, clientId, code, pointer }) => [status, clientId, code, pointer]),
      [
        ['created', undefined, undefined, undefined],
        ['refused', 'b', 'STRING_EMPTY', '/1/title'],
        ['refused', undefined, 'OBJECT_BASE', '/2'],
        ['refused', 'd', 'OBJECT_UNKNOWN', '/3/status'],
        ['refused', 'e', 'RECURRENCE_NEEDS_DUE_DATE', undefined],
        ['created', 'f', undefined, undefined],
      ],
    )
  })

  it('brings an item along once however often it is sent, by whichever call, and not again after it was deleted', async () => {
    const { client, userId } = under.somebody()
    const first = await send(client, [...tasks(3), { clientId: 'todo-1', kind: 'task', title: 'Once more' }])
    assert.deepEqual([first.created, first.duplicates], [3, 1])
    assert.equal(first.results[3]?.id, first.results[1]?.id)
    await client.delete(`/v1/actions/${first.results[0]?.id}`).set('if-match', '*').expect(204)
    const again = await send(client, tasks(4))
    assert.deepEqual([again.created, again.duplicates], [1, 3])
    assert.deepEqual(idsOf(again).slice(0, 3), idsOf(first).slice(0, 3))
    assert.equal((await client.get('/v1/tasks').expect(200)).body.items.length, 3)
    const other = under.somebody()
    assert.equal((await send(other.client, tasks(4))).created, 4)
    await eventually(() => assert.deepEqual([createdBy(userId), createdBy(other.userId)], [4, 4]))
  })

  it('is one import when eight of the same come together, in whatever order their items are', async () => {
    const { client, userId } = under.somebody()
    const orders = Array.from({ length: 8 }, (_, at) => (at % 2 ? tasks(100) : tasks(100).reverse()))
    const outcomes = await Promise.all(orders.map((items) => send(client, items)))
    const created = outcomes.reduce((sum, outcome) => sum + outcome.created, 0)
    const ids = new Set(outcomes.flatMap(idsOf))
    assert.deepEqual([created, ids.size], [100, 100])
    await eventually(() => assert.equal(createdBy(userId), 100))
  })

  it('wants a list, of a thousand items at the most, and heeds an Idempotency-Key', async () => {
    const { client } = under.somebody()
    for (const nothing of [[], {}, { actions: tasks(1) }])
      assert.equal((await client.post('/v1/actions/import').send(nothing).expect(422)).body.code, 'NO_ITEMS')
    await client.post('/v1/actions/import').send(tasks(1_001)).expect(413)
    const unnamed = [{ kind: 'task', title: 'Without a name' }]
    const key = randomUUID()
    for (let count = 0; count < 2; count++)
      await client.post('/v1/actions/import').set('idempotency-key', key).send(unnamed).expect(200)
    assert.equal((await client.get('/v1/tasks').expect(200)).body.items.length, 1)
  })
})

const idsOf = ({ results }: Outcome) => results.map(({ id }) => id)
