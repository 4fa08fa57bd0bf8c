import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import {
  clientOf,
  collectEvents,
  eventually,
  type SeenEvent,
  type TestIdentity,
  type TestStack,
  testIdentity,
  testStack,
} from '@eventflow/testing'
import { actionService } from './service.js'

type Client = ReturnType<typeof clientOf>

export interface ActionUnderTest {
  stack: TestStack
  identity: TestIdentity
  url: string
  /** Somebody new, signed in. */
  somebody(): { userId: string; client: Client }
  /** A task, unless told otherwise. */
  begun(client: Client, said?: Record<string, unknown>): Promise<{ id: string }>
  /** What was told of one action: exactly these events, in this order, and no more until all of them were there. */
  toldOf(actionId: string, types: readonly string[]): Promise<SeenEvent[]>
  /** Everything of one kind that was told so far. */
  told(type: string): SeenEvent[]
  close(): Promise<void>
}

export async function actionUnderTest(settings: Record<string, string> = {}): Promise<ActionUnderTest> {
  const stack = await testStack()
  const identity = await testIdentity()
  const { url } = await stack.start(actionService, { AUTH_URL: identity.url, ...settings })
  const seen = await collectEvents(stack.broker.adminUrl, ['action'])
  return {
    stack,
    identity,
    url,
    somebody: () => {
      const userId = randomUUID()
      return { userId, client: clientOf(url, { accessToken: identity.token({ userId }) }) }
    },
    begun: async (client, said = {}) => {
      const task = { kind: 'task', title: 'Oil the bearings', ...said }
      return (await client.post('/v1/actions').send(task).expect(201)).body as { id: string }
    },
    toldOf: (actionId, types) =>
      eventually(() => {
        const told = seen.seen().filter(({ data }) => data.actionId === actionId)
        assert.deepEqual(
          told.map(({ type }) => type),
          types,
        )
        return told
      }),
    told: seen.seen,
    close: async () => {
      await seen.close()
      await stack.close()
      await identity.close()
    },
  }
}
