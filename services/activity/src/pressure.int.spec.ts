// Alone: workers of other specs would count as the pace at which activities are stored, which is kept in Redis.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import {
  brokerProxy,
  clientOf,
  eventually,
  type TestIdentity,
  type TestStack,
  testIdentity,
  testStack,
} from '@eventflow/testing'
import { activityService } from './service.js'
import { activityWorker } from './worker-service.js'

describe('activities under pressure', () => {
  let stack: TestStack
  let identity: TestIdentity

  before(async () => {
    stack = await testStack()
    identity = await testIdentity()
  })

  after(async () => {
    await stack.close()
    await identity.close()
  })

  const posterAt = (url: string) => {
    const client = clientOf(url, { accessToken: identity.token({ userId: randomUUID() }) })
    return {
      post: () => client.post('/v1/activities').send({ type: 'LOGIN' }),
      get: () => client.get('/v1/activities'),
    }
  }

  it('are refused with a time to come back while too many wait, and taken again once they are stored', async () => {
    const settings = { AUTH_URL: identity.url, ACTIVITY_BACKLOG_MESSAGES: '10' }
    const { url } = await stack.start(activityService, settings)
    const { post } = posterAt(url)
    await eventually(() => post().expect(202))
    const refused = await eventually(async () => {
      const answer = await post()
      assert.equal(answer.status, 429)
      return answer
    })
    assert.equal(refused.body.code, 'OVERLOADED')
    const seconds = Number(refused.headers['retry-after'])
    assert.ok(seconds >= 30 && seconds <= 45, String(seconds))
    await stack.start(activityWorker, settings)
    await eventually(() => post().expect(202))
  })

  it('are refused while the broker is away, never taken and lost, and reads go on', async () => {
    const { hostname: host, port } = new URL(stack.broker.adminUrl)
    const proxy = await brokerProxy({ host, port: Number(port) })
    const RABBITMQ_URL = proxy.urlFor(stack.broker.urlFor('activity'))
    const { url } = await stack.start(activityService, { AUTH_URL: identity.url, RABBITMQ_URL })
    const { post, get } = posterAt(url)
    await eventually(() => post().expect(202))
    proxy.off()
    const refused = await eventually(async () => {
      const answer = await post()
      assert.equal(answer.status, 503)
      return answer
    })
    assert.equal(refused.body.code, 'NOT_HANDED_OVER')
    assert.ok(Number(refused.headers['retry-after']) >= 1)
    await get().expect(200)
    proxy.on()
    await eventually(() => post().expect(202))
    await proxy.close()
  })
})
