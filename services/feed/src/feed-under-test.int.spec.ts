import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import {
  ActionCompleted,
  ActionCreated,
  ActionDeleted,
  ActionReopened,
  ActionUpdated,
  type DomainEvent,
  UserRegistered,
} from '@eventflow/contracts'
import type { Environment, RunningService } from '@eventflow/runtime'
import {
  clientOf,
  eventually,
  sendEvent,
  stackAddresses,
  type TestIdentity,
  type TestStack,
  testIdentity,
  testStack,
} from '@eventflow/testing'
import { createConnection } from 'mongoose'
import { feedService } from './service.js'

export interface Member {
  id: string
  name: string
  accessToken: string
}

export interface Deed {
  actionId: string
  ownerId: string
  title: string
  visibility: 'private' | 'followers' | 'public'
  version: number
  kind: 'task' | 'journal'
  tags: string[]
}

export interface Item {
  id: string
  verb: string
  count: number
  publishedAt: string
  actors: Array<{ id: string; displayName: string }>
  objects: Array<{ id: string; title: string }>
}

export const deed = (owner: Member, facts: Partial<Deed> = {}): Deed => ({
  actionId: randomUUID(),
  ownerId: owner.id,
  title: 'Write the notes',
  visibility: 'followers',
  version: 1,
  kind: 'task',
  tags: [],
  ...facts,
})

/** What people do, as the action service tells it. */
const actsOf = (tell: (event: DomainEvent, times?: number) => Promise<string>) => ({
  begin: async (one: Deed, times = 1) => {
    await tell(ActionCreated(one), times)
    return one
  },
  /** With the message that told of it. */
  beginNamed: async (one: Deed) => ({ one, messageId: await tell(ActionCreated(one)) }),
  complete: (one: Deed, version = one.version + 1) =>
    tell(ActionCompleted({ ...one, version, completedAt: new Date().toISOString() })),
  reopen: (one: Deed, version: number) => tell(ActionReopened({ ...one, version })),
  change: (one: Deed, change: Partial<Deed>, version = one.version + 1) =>
    tell(ActionUpdated({ ...one, ...change, version, changes: Object.keys(change) })),
  remove: (one: Deed, version = one.version + 1) => tell(ActionDeleted({ ...one, version })),
})

/** The feed service with people, who do things and look at their feeds. */
export async function feedUnderTest(overrides: Environment = {}) {
  const stack: TestStack = await testStack()
  const identity: TestIdentity = await testIdentity()
  const database = new URL(stackAddresses().mongoUrl)
  database.pathname = `/test_feed_${randomBytes(5).toString('hex')}`
  const documents = await createConnection(database.href).asPromise()
  const settings = { AUTH_URL: identity.url, MONGO_URL: database.href, OUTBOX_POLL_MS: '50', ...overrides }
  const service: RunningService = await stack.start(feedService, settings)
  const as = (member: Member, url = service.url) => clientOf(url, member)
  const tell = (event: DomainEvent, times = 1) =>
    sendEvent(stack.broker.adminUrl, event, {
      as: event.contract.producer,
      sealingKey: stack.sealingKey,
      times,
    })

  const member = async (name = 'Ada Lovelace'): Promise<Member> => {
    const id = randomUUID()
    const one = { id, name, accessToken: identity.token({ userId: id }) }
    await tell(UserRegistered({ userId: id, email: `${id}@example.test`, name, locale: 'en' }))
    await eventually(() => as(one).get(`/v1/profiles/${id}/activities`).expect(200))
    return one
  }

  const feed = async (reader: Member, query = '', url = service.url) => {
    const { body } = await as(reader, url).get(`/v1/feed${query}`).expect(200)
    return body as { items: Item[]; unseen: number; next: string | null; prev: string | null }
  }

  return {
    stack,
    ...{ documents, service, as, tell, member, feed },
    start: (more: Environment = {}) => stack.start(feedService, { ...settings, ...more }),
    follow: (who: Member, whom: Member) => as(who).put(`/v1/follows/${whom.id}`).expect(204),
    unfollow: (who: Member, whom: Member) => as(who).delete(`/v1/follows/${whom.id}`).expect(204),
    block: (who: Member, whom: Member) => as(who).put(`/v1/blocks/${whom.id}`).expect(204),
    ...actsOf(tell),
    tokenOf: (userId: string, roles?: string[]) => identity.token({ userId, ...(roles && { roles }) }),
    /** As if somebody had not looked for a year. */
    away: (reader: Member) =>
      documents
        .collection('readers')
        .updateOne(
          { _id: reader.id as never },
          { $set: { lastReadAt: new Date(Date.now() - 365 * 86_400_000) } },
        ),
    /** The titles in somebody's feed, all pages of it. */
    titles: async (reader: Member): Promise<string[]> =>
      (await feed(reader, '?limit=100')).items.flatMap(({ objects }) => objects.map(({ title }) => title)),
    shows: (reader: Member, verb: string, titles: readonly string[]) =>
      eventually(async () => {
        const groups = (await feed(reader)).items.filter((item) => item.verb === verb)
        assert.deepEqual(
          groups.flatMap(({ objects }) => objects.map(({ title }) => title)).sort(),
          [...titles].sort(),
        )
      }),
    close: async () => {
      await stack.close()
      await documents.dropDatabase()
      await documents.close()
      await identity.close()
    },
  }
}

export type FeedUnderTest = Awaited<ReturnType<typeof feedUnderTest>>
