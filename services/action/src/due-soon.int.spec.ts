import assert from 'node:assert/strict'
import { eventually } from '@eventflow/testing'
import { type ActionUnderTest, actionUnderTest } from './action-under-test.int.spec.js'
import { actionService } from './service.js'

const settings = { DUE_SOON_AHEAD_MINUTES: '60', DUE_SOON_EVERY_MS: '50' }
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()

describe('the word that a task will be due before long', () => {
  let under: ActionUnderTest

  before(async () => {
    under = await actionUnderTest(settings)
    // Three replicas look for the same tasks.
    for (let count = 0; count < 2; count++)
      await under.stack.start(actionService, { AUTH_URL: under.identity.url, ...settings })
  })

  after(() => under.close())

  /** Told behind everything that was due before it. */
  const oneMore = async () => {
    const { client } = under.somebody()
    const { id } = await under.begun(client, { dueAt: inMinutes(59) })
    await under.toldOf(id, ['action.created', 'action.due-soon'])
  }

  it('is said once of each of 120 tasks, whichever replica finds it', async () => {
    const { client, userId } = under.somebody()
    const begun = Array.from({ length: 120 }, (_, index) =>
      under.begun(client, { dueAt: inMinutes(1 + index / 10) }),
    )
    const ids = (await Promise.all(begun)).map(({ id }) => id)
    const told = () => under.told('action.due-soon').filter(({ data }) => data.ownerId === userId)
    await eventually(() => assert.deepEqual(new Set(told().map(({ data }) => data.actionId)), new Set(ids)))
    await oneMore()
    assert.equal(told().length, ids.length)
  })

  it('has what is needed to tell somebody', async () => {
    const { client, userId } = under.somebody()
    const dueAt = inMinutes(30)
    const { id } = await under.begun(client, { dueAt })
    const [, event] = await under.toldOf(id, ['action.created', 'action.due-soon'])
    const expected = { actionId: id, ownerId: userId, title: 'Oil the bearings', dueAt, version: 1 }
    assert.deepEqual(event?.data, expected)
  })

  it('is said again when the task is due at another time, and not when anything else changes', async () => {
    const { client } = under.somebody()
    const { id } = await under.begun(client, { dueAt: inMinutes(20) })
    await under.toldOf(id, ['action.created', 'action.due-soon'])
    const patch = (body: object) =>
      client.patch(`/v1/actions/${id}`).set('if-match', '*').send(body).expect(200)
    await patch({ title: 'Oil them all' })
    await patch({ dueAt: inMinutes(40) })
    const told = ['action.created', 'action.due-soon', 'action.updated', 'action.updated', 'action.due-soon']
    await under.toldOf(id, told)
    for (const act of ['complete', 'reopen']) await client.post(`/v1/actions/${id}/${act}`).expect(200)
    await oneMore()
    await under.toldOf(id, [...told, 'action.completed', 'action.reopened'])
  })

  it('is not said of what is far, late already, done, put away or a journal', async () => {
    const { client } = under.somebody()
    const quiet = [
      await under.begun(client, { dueAt: inMinutes(600) }),
      await under.begun(client, { dueAt: inMinutes(-5) }),
      await under.begun(client, { dueAt: inMinutes(10), kind: 'journal' }),
    ]
    for (const act of ['complete', 'archive']) {
      const { id } = await under.begun(client, { dueAt: inMinutes(600) })
      await client.post(`/v1/actions/${id}/${act}`).expect(200)
      await client
        .patch(`/v1/actions/${id}`)
        .set('if-match', '*')
        .send({ dueAt: inMinutes(10) })
        .expect(200)
      quiet.push({ id })
    }
    await oneMore()
    const about = new Set(under.told('action.due-soon').map(({ data }) => data.actionId))
    assert.deepEqual(
      quiet.filter(({ id }) => about.has(id)),
      [],
    )
  })
})
