import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import {
  ActionCompleted,
  ActionCreated,
  type DomainEvent,
  PreferencesUpdated,
  ProfileUpdated,
  UserBlocked,
  UserFollowed,
  UserRegistered,
} from '@eventflow/contracts'
import type { Environment, RunningService } from '@eventflow/runtime'
import {
  clientOf,
  collectEvents,
  eventually,
  type SeenEvent,
  sendEvent,
  type TestIdentity,
  testIdentity,
  testStack,
} from '@eventflow/testing'
import { notificationService } from './service.js'

type Wanted = Omit<Parameters<typeof PreferencesUpdated>[0], 'userId' | 'version'>

/** The service with nobody to send mails to, and people who follow each other and do things. */
export async function inboxUnderTest(settings: Environment = {}) {
  const stack = await testStack()
  const identity: TestIdentity = await testIdentity()
  const start = (): Promise<RunningService> =>
    stack.start(notificationService, {
      ...{
        AUTH_URL: identity.url,
        SMTP_URL: 'smtp://127.0.0.1:9',
        MAIL_FROM: 'EventFlow <no@eventflow.test>',
      },
      ...{ ANNOUNCEMENT_POLL_MS: '100', DELIVERY_POLL_MS: '200', OUTBOX_POLL_MS: '100', ...settings },
    })
  const service = await start()
  const seen = await collectEvents(stack.broker.adminUrl, ['notification'])
  const tell = (event: DomainEvent, times = 1) =>
    sendEvent(stack.broker.adminUrl, event, {
      ...{ as: event.contract.producer, sealingKey: stack.sealingKey, times },
    })
  const as = (userId: string, at = service) => clientOf(at.url, { accessToken: identity.token({ userId }) })
  /** Told, and heard: what follows comes after it, though messages of different keys wait for nobody. */
  const heard = async (event: DomainEvent): Promise<string> => {
    const id = await tell(event)
    const token = Buffer.from(JSON.stringify([[id, event.contract.type]])).toString('base64url')
    const { headers } = await as(randomUUID())
      .get('/v1/notifications')
      .set({ 'sync-token': token, prefer: 'wait=10' })
      .expect(200)
    assert.equal(headers['sync-lag'], undefined, `${event.contract.type} was not heard`)
    return id
  }
  return {
    stack,
    service,
    seen: seen.seen,
    start,
    tell,
    as,
    admin: clientOf(service.url, { accessToken: identity.token({ roles: ['user', 'admin'] }) }),
    ...doingsOf(tell, heard),
    inboxOf: async (userId: string, query = '') =>
      (await as(userId).get(`/v1/notifications${query}`).expect(200)).body as {
        items: Array<Record<string, string> & { actor?: { id: string; displayName: string } }>
        unread: number
        next: string | null
        prev: string | null
      },
    arrived: (userId: string, count = 1) =>
      eventually(async () => {
        const { body } = await as(userId).get('/v1/notifications').expect(200)
        assert.equal(body.items.length, count)
        return body.items as Array<Record<string, string>>
      }),
    toldOf: (userId: string): SeenEvent[] => seen.seen().filter(({ data }) => data.userId === userId),
    close: async () => {
      await seen.close()
      await stack.close()
      await identity.close()
    },
  }
}

/** What people do elsewhere, as it is told here. */
function doingsOf(
  tell: (event: DomainEvent, times?: number) => Promise<string>,
  heard: (event: DomainEvent) => Promise<string>,
) {
  const versions = new Map<string, number>()
  const next = (of: string) => {
    versions.set(of, (versions.get(of) ?? 0) + 1)
    return versions.get(of) ?? 1
  }
  const at = () => new Date().toISOString()
  const relation = (one: string, other: string) => ({
    ...{ followerId: one, followeeId: other, version: next([one, other].sort().join()), at: at() },
  })
  return {
    register: async (name = 'Ada Lovelace') => {
      const userId = randomUUID()
      await heard(UserRegistered({ userId, email: `${userId}@example.test`, name, locale: 'en' }))
      return userId
    },
    follow: (one: string, other: string) => heard(UserFollowed(relation(one, other))),
    block: (one: string, other: string) => heard(UserBlocked(relation(one, other))),
    prefer: (userId: string, wanted: Partial<Wanted>) =>
      heard(
        PreferencesUpdated({
          ...{ userId, version: next(`preferences ${userId}`), channels: {}, quietHours: null, digest: {} },
          ...wanted,
        }),
      ),
    live: (userId: string, facts: { displayName?: string; timeZone?: string; locale?: string }) =>
      heard(
        ProfileUpdated({
          ...{
            userId,
            version: next(`profile ${userId}`),
            displayName: 'Ada',
            handle: null,
            avatarUrl: null,
          },
          ...{ locale: 'en', timeZone: 'UTC', fields: ['displayName'], ...facts },
        }),
      ),
    /** Answers the event and the action. */
    complete: async (
      ownerId: string,
      facts: { visibility?: 'public' | 'followers' | 'private'; times?: number } = {},
    ) => {
      const { visibility = 'followers', times = 1 } = facts
      const actionId = randomUUID()
      const action = {
        ...{ actionId, ownerId, kind: 'task' as const, title: 'Write the notes', visibility, tags: [] },
      }
      await tell(ActionCreated({ ...action, version: 1 }))
      const eventId = await tell(ActionCompleted({ ...action, completedAt: at(), version: 2 }), times)
      return { eventId, actionId, action }
    },
  }
}
