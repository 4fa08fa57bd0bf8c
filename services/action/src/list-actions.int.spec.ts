import assert from 'node:assert/strict'
import { type ActionUnderTest, actionUnderTest } from './action-under-test.int.spec.js'

interface Page {
  items: Array<{ id: string; title: string }>
  next: string | null
  prev: string | null
}

describe("the list of one's actions", () => {
  let under: ActionUnderTest
  let ada: ReturnType<ActionUnderTest['somebody']>

  before(async () => {
    under = await actionUnderTest()
    ada = under.somebody()
    await under.begun(ada.client, {
      title: 'one',
      tags: ['engine', 'paper'],
      dueAt: '2027-01-01T12:00:00.000Z',
    })
    await under.begun(ada.client, { title: 'two', kind: 'journal', body: 'Of the Analytical Engine.' })
    const { id } = await under.begun(ada.client, { title: 'three', tags: ['engine'] })
    await ada.client.post(`/v1/actions/${id}/complete`).expect(200)
    await under.begun(ada.client, { title: 'four', dueAt: '2027-02-01T12:00:00.000Z' })
    await under.begun(ada.client, { title: 'five', kind: 'journal', mood: 'calm' })
    await under.begun(under.somebody().client, {
      title: 'of somebody else',
      tags: ['engine'],
      visibility: 'public',
    })
  })

  after(() => under.close())

  const list = async (path: string, query: object = {}): Promise<Page> =>
    (await ada.client.get(path).query(query).expect(200)).body
  const titles = async (path: string, query: object = {}) =>
    (await list(path, query)).items.map(({ title }) => title)

  it('has what the filters let through, the newest first, and nothing of anybody else', async () => {
    assert.deepEqual(await titles('/v1/actions'), ['five', 'four', 'three', 'two', 'one'])
    assert.deepEqual(await titles('/v1/actions', { kind: 'journal' }), ['five', 'two'])
    assert.deepEqual(await titles('/v1/actions', { status: 'completed' }), ['three'])
    assert.deepEqual(await titles('/v1/actions', { tag: 'engine' }), ['three', 'one'])
    assert.deepEqual(await titles('/v1/actions', { dueBefore: '2027-01-15T00:00:00Z' }), ['one'])
    assert.deepEqual(await titles('/v1/actions', { query: 'engine' }), ['two'])
    assert.deepEqual(await titles('/v1/actions', { tag: 'engine', status: 'open', kind: 'task' }), ['one'])
  })

  it('is shorter where the kind stands in the address', async () => {
    assert.deepEqual(await titles('/v1/tasks'), ['four', 'three', 'one'])
    assert.deepEqual(await titles('/v1/journals', { query: 'engine' }), ['two'])
  })

  it('is walked page by page, forwards and back, while others are added', async () => {
    const first = await list('/v1/actions', { limit: 2, kind: 'task' })
    await under.begun(ada.client, { title: 'added meanwhile' })
    const second = await list('/v1/actions', { limit: 2, kind: 'task', cursor: first.next })
    assert.deepEqual(
      [...first.items, ...second.items].map(({ title }) => title),
      ['four', 'three', 'one'],
    )
    assert.equal(second.next, null)
    const back = await list('/v1/actions', { limit: 2, kind: 'task', cursor: second.prev })
    assert.deepEqual(back.items, first.items)
  })

  it('cannot be gone on with by somebody else, under other filters, at another address or too far at once', async () => {
    const { next: cursor } = await list('/v1/actions', { limit: 1 })
    const strangers = under.somebody().client.get('/v1/actions')
    const tries = [strangers, ada.client.get('/v1/tasks'), ada.client.get('/v1/actions?kind=task')]
    for (const tried of tries)
      assert.equal((await tried.query({ cursor, limit: 1 }).expect(400)).body.code, 'BAD_CURSOR')
    for (const wrong of [
      { limit: 101 },
      { dueBefore: 'soon' },
      { status: 'done' },
      { tag: '' },
      { nonsense: 1 },
    ])
      await ada.client.get('/v1/actions').query(wrong).expect(422)
  })
})
