import assert from 'node:assert/strict'
import { type ActionUnderTest, actionUnderTest } from './action-under-test.int.spec.js'

describe('a task that repeats', () => {
  let under: ActionUnderTest

  before(async () => {
    under = await actionUnderTest()
  })

  after(() => under.close())

  const recurrence = { rule: 'FREQ=WEEKLY;BYDAY=MO,TH', timeZone: 'Europe/Berlin' }
  const [monday, thursday] = ['2027-03-22T08:00:00.000Z', '2027-03-25T08:00:00.000Z']
  /** The clocks are put forward in between. */
  const nextMonday = '2027-03-29T07:00:00.000Z'

  const repeating = async (said: object = {}) => {
    const { client } = under.somebody()
    const { id } = await under.begun(client, { dueAt: monday, recurrence, ...said })
    const complete = (occurrence?: string) =>
      client.post(`/v1/actions/${id}/complete`).send(occurrence === undefined ? {} : { occurrence })
    return { client, id, complete }
  }

  it('is completed once for each time, is due the next time, and tells which time was done', async () => {
    const { client, id, complete } = await repeating()
    const { body } = await complete().expect(200)
    assert.deepEqual([body.status, body.completedAt, body.dueAt], ['open', null, thursday])
    assert.deepEqual(body.recurrence, recurrence)
    assert.equal((await complete(thursday).expect(200)).body.dueAt, nextMonday)
    assert.equal((await complete(thursday).expect(200)).body.version, 3)
    const [, ...events] = await under.toldOf(id, ['action.created', 'action.completed', 'action.completed'])
    assert.deepEqual(
      events.map(({ data }) => [data.occurrence, data.dueAt, typeof data.completedAt]),
      [
        [monday, thursday, 'string'],
        [thursday, nextMonday, 'string'],
      ],
    )
    const { body: done } = await client.get(`/v1/actions/${id}/completions`).query({ limit: 1 }).expect(200)
    assert.deepEqual(
      done.items.map(({ occurrence, version }: Record<string, unknown>) => [occurrence, version]),
      [[thursday, 3]],
    )
    const cursor = done.next as string
    const { body: before } = await client.get(`/v1/actions/${id}/completions`).query({ cursor }).expect(200)
    assert.equal(before.items[0].occurrence, monday)
    await under.somebody().client.get(`/v1/actions/${id}/completions`).expect(404)
  })

  it('is completed once by twenty calls that mean the same time', async () => {
    const { id, complete } = await repeating()
    const answers: Array<{ status: number }> = await Promise.all(
      Array.from({ length: 20 }, () => complete(monday)),
    )
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200])
    await complete(thursday).expect(200)
    await under.toldOf(id, ['action.created', 'action.completed', 'action.completed'])
  })

  it('refuses a time that it is not due at', async () => {
    const { id, complete } = await repeating()
    assert.equal((await complete(nextMonday).expect(409)).body.code, 'OCCURRENCE_NOT_DUE')
    await complete('tomorrow').expect(422)
    await under.toldOf(id, ['action.created'])
  })

  it('is over with its last time, can be reopened, and completed for that time again', async () => {
    const { client, id, complete } = await repeating({
      recurrence: { ...recurrence, rule: 'FREQ=WEEKLY;COUNT=1' },
    })
    for (const version of [2, 4]) {
      const { body } = await complete().expect(200)
      assert.deepEqual([body.status, body.dueAt, body.version], ['completed', monday, version])
      assert.equal((await client.get(`/v1/actions/${id}/completions`)).body.items.length, 1)
      if (version === 4) break
      await client.post(`/v1/actions/${id}/reopen`).expect(200)
      assert.equal((await client.get(`/v1/actions/${id}/completions`)).body.items.length, 0)
    }
  })

  it('can be put back to a time that was done, and is then done again, once', async () => {
    const { client, id, complete } = await repeating()
    await complete().expect(200)
    const patch = client.patch(`/v1/actions/${id}`).set('if-match', '*')
    await patch.send({ dueAt: monday }).expect(200)
    assert.equal((await complete(monday).expect(200)).body.dueAt, thursday)
    const { body } = await client.get(`/v1/actions/${id}/completions`).expect(200)
    assert.deepEqual(
      body.items.map(({ occurrence, version }: Record<string, unknown>) => [occurrence, version]),
      [[monday, 4]],
    )
  })

  it('needs a due date, a rule that is understood and a zone that exists, and is no journal', async () => {
    const { client } = under.somebody()
    const refused = async (said: object, expected: string) => {
      const { body } = await client
        .post('/v1/actions')
        .send({ kind: 'task', title: 'x', ...said })
        .expect(422)
      assert.equal(body.errors?.[0].pointer ?? body.code, expected)
    }
    await refused({ recurrence }, 'RECURRENCE_NEEDS_DUE_DATE')
    await refused({ recurrence, dueAt: monday, kind: 'journal' }, 'TASKS_REPEAT_ONLY')
    const wrong = { rule: 'FREQ=HOURLY', timeZone: 'Europe/Berlin' }
    await refused({ recurrence: wrong, dueAt: monday }, '/recurrence/rule')
    await refused(
      { recurrence: { ...recurrence, timeZone: 'Europe/Atlantis' }, dueAt: monday },
      '/recurrence/timeZone',
    )
  })
})
