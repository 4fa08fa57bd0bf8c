import assert from 'node:assert/strict'
import { consumersByEvent, keepersOfPersonalData } from '@eventflow/contracts'
import { clientOf, collectEvents, eventually, type SeenEvent, signUp } from '@eventflow/testing'
import { drawFlow } from './diagram.js'
import { type FlowStack, openFlowStack } from './flow-stack.js'

describe('erasing a user', () => {
  let flow: FlowStack

  before(async () => {
    flow = await openFlowStack()
  })

  after(() => flow.close())

  const signedUp = async () => {
    const person = await signUp(flow.url, { name: 'Ada Lovelace' })
    const client = clientOf(flow.url, person)
    await eventually(() => client.get('/v1/users/me/profile').expect(200))
    return { ...person, client }
  }

  it('takes a person out of every service, each of which gives a receipt, and nobody can sign in as them any more', async () => {
    const seen = await collectEvents(flow.stack.broker.adminUrl, keepersOfPersonalData)
    const { id, email, password, client } = await signedUp()
    await client.post('/v1/tasks').send({ title: 'Oil the bearings' }).expect(201)
    const { body: job } = await client.delete('/v1/users/me').send({ password }).expect(202)
    const read = () => clientOf(flow.url).get(`/v1/erasures/${job.id}`).set('x-erasure-token', job.token)
    const { parts } = await eventually(async () => {
      const { body } = await read().expect(200)
      assert.equal(body.status, 'done')
      return body as { parts: Array<{ service: string; counts: Record<string, number> }> }
    })
    const counts = Object.fromEntries(parts.map((part) => [part.service, part.counts]))
    assert.deepEqual(Object.keys(counts), keepersOfPersonalData)
    assert.deepEqual([counts.auth?.accounts, counts.auth?.sessions, counts.user?.profiles], [1, 1, 1])
    assert.deepEqual([counts.notification?.contacts, counts.action?.actions], [1, 1])
    await eventually(() => client.get('/v1/users/me/profile').expect(401), { withinMs: 1_000 })
    await clientOf(flow.url).post('/v1/auth/login').send({ email, password }).expect(401)
    const other = await signedUp()
    await other.client.get(`/v1/profiles/${id}`).expect(404)
    const told = await eventually(() => {
      const events = seen.seen().filter(({ type, data }) => data.userId === id && /eras/.test(type))
      assert.equal(events.length, 2 + keepersOfPersonalData.length)
      return events
    })
    draw(told)
    await seen.close()
  })

  it('lets the address be used again, by somebody who is somebody else', async () => {
    const { id, email, password, client } = await signedUp()
    await client.delete('/v1/users/me').send({ password }).expect(202)
    const again = await eventually(() => signUp(flow.url, { email }))
    assert.notEqual(again.id, id)
  })

  it('can be preceded by a copy of everything, with a file of each service', async () => {
    const { client } = await signedUp()
    const begun = await client.post('/v1/users/me/export').expect(202)
    const file = await eventually(() =>
      client.get(`${begun.headers.location}/file`).responseType('blob').expect(200),
    )
    assert.equal(file.headers['content-type'], 'application/zip')
    for (const service of keepersOfPersonalData)
      assert.ok((file.body as Buffer).includes(`${service}.json`), service)
  })
})

function draw(told: readonly SeenEvent[]): void {
  const [asked, ...rest] = [...told].sort((one, other) => one.id.localeCompare(other.id))
  assert.equal(asked?.type, 'user.erasure-requested')
  // Who answers first is a matter of chance; a drawing has an order of its own.
  const receipts = rest
    .filter(({ type }) => type === 'user.data-erased')
    .sort((one, other) => one.source.localeCompare(other.source))
  const inOrder = [asked, ...receipts, ...rest.filter(({ type }) => type === 'user.erased')]
  drawFlow({
    page: 'erase-a-user.md',
    before: [
      {
        through: ['client', 'gateway', 'user'],
        text: 'DELETE /v1/users/me',
        answer: '202 job and token, once auth has confirmed the password',
      },
    ],
    events: inOrder.map((event, index) => ({
      ...event,
      id: String(index).padStart(3, '0'),
      consumers: consumersByEvent[event.type] ?? [],
    })),
    after: [
      {
        through: ['client', 'gateway', 'user'],
        text: 'GET /v1/erasures/{id} with the token',
        answer: '200 a receipt of each',
      },
    ],
  })
}
