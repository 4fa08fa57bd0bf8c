import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { Backbone } from '@eventflow/backbone'
import { eventually } from '@eventflow/testing'
import fc from 'fast-check'
import { storesUnderTest } from '../stores-under-test.int.spec.js'
import { type InboxStore, inboxStore } from './inbox-store.js'
import { type Notice, type NoticeAct, noticeIdIn, noticeIdOf, noticeKeyOf } from './notice.js'
import { tellingInboxes } from './tell-inbox.js'

/** So that some begin while others are at it, in another order each time. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 40))

type Step = { act: 'put' | 'read-all' } | { act: NoticeAct; which: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ act: 'put' as const }) },
  { weight: 1, arbitrary: fc.constant({ act: 'read-all' as const }) },
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constantFrom('read' as const, 'unread' as const, 'archive' as const),
      which: fc.nat({ max: 7 }),
    }),
  },
)

describe('the number of unread', () => {
  let stage: Awaited<ReturnType<typeof storesUnderTest>>
  let replicas: InboxStore[]

  before(async () => {
    stage = await storesUnderTest()
    // Between counting and telling others are given time to change the count.
    const carry: Backbone['carry'] = async (events, write) => {
      await aWhile()
      return stage.backbone.carry(events, write)
    }
    const replica = () =>
      inboxStore({ ...stage, tell: tellingInboxes({ models: stage.models, backbone: { carry } }) })
    replicas = [replica(), replica()]
  })

  after(() => stage.close())

  const notice = (userId: string, at = stage.now()): Notice => {
    const eventId = randomUUID()
    const _id = noticeKeyOf(userId, noticeIdOf({ eventId, userId, at }))
    const facts = { _id, userId, eventId, category: 'action' as const, title: 'Ada', body: '', link: null }
    return { ...facts, status: 'unread', createdAt: at }
  }

  /** Everything at once, at either of two processes. */
  const play = async (userId: string, steps: readonly Step[]) => {
    const known = Array.from({ length: 4 }, () => notice(userId))
    await replicas[0]?.put(known)
    const doing = steps.map(async (one, at): Promise<unknown> => {
      await aWhile()
      const inbox = replicas[at % 2] as InboxStore
      if (!('which' in one) && one.act === 'put') {
        const next = notice(userId)
        known.push(next)
        return inbox.put([next])
      }
      if (!('which' in one)) return inbox.readAll(userId, stage.now())
      return inbox.change(userId, noticeIdIn(known[one.which % known.length] as Notice), one.act)
    })
    await Promise.all(doing)
  }

  it('is what the list shows and what was told last, after whatever many did at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }), async (steps) => {
        const userId = randomUUID()
        await play(userId, steps)
        const [inbox] = replicas as [InboxStore]
        const seek = { from: undefined, backwards: false, limit: 100 }
        const unread = await inbox.unread(userId)
        assert.equal((await inbox.list(userId, { unread: true }, seek)).length, unread)
        const all = [
          ...(await inbox.list(userId, {}, seek)),
          ...(await inbox.list(userId, { archived: true }, seek)),
        ]
        assert.equal(all.filter(({ status }) => status === 'unread').length, unread)
        await eventually(async () => {
          assert.equal(
            await stage.models.inboxes.countDocuments({ _id: userId, outboxSince: { $exists: true } }),
            0,
          )
          const told = stage.seen().filter(({ data }) => data.userId === userId)
          assert.equal(told.at(-1)?.data.unread, unread)
          assert.equal(told.filter(({ type }) => type === 'notification.created').length, all.length)
        })
      }),
      { numRuns: 5 },
    )
  })

  it('is counted again when somebody else has told something between counting and telling', async () => {
    const userId = randomUUID()
    const [fast] = replicas as [InboxStore]
    let isHeldUp = true
    const carry: Backbone['carry'] = async (events, write) => {
      if (isHeldUp) {
        isHeldUp = false
        await fast.put([notice(userId), notice(userId)])
      }
      return stage.backbone.carry(events, write)
    }
    const slow = inboxStore({ ...stage, tell: tellingInboxes({ models: stage.models, backbone: { carry } }) })
    await slow.put([notice(userId)])
    await eventually(() => {
      const told = stage.seen('notification.created').filter(({ data }) => data.userId === userId)
      assert.deepEqual(
        told.map(({ data }) => data.unread),
        [3, 3, 3],
      )
    })
  })

  it('is told by another process when the one that changed it died before it could', async () => {
    const userId = randomUUID()
    const dying = inboxStore({ ...stage, tell: () => Promise.reject(new Error('killed')) })
    await assert.rejects(dying.put([notice(userId)]), /killed/)
    const [inbox] = replicas as [InboxStore]
    assert.equal(await inbox.tellForgotten(), 0)
    stage.clock.advance(61_000)
    assert.equal(await inbox.tellForgotten(), 1)
    assert.equal(await inbox.tellForgotten(), 0)
    await eventually(() => {
      const told = stage.seen('notification.created').filter(({ data }) => data.userId === userId)
      assert.deepEqual(
        told.map(({ data }) => data.unread),
        [1],
      )
    })
  })

  it('counts a notification once that is put in by several at once', async () => {
    const one = notice(randomUUID())
    await Promise.all(replicas.flatMap((inbox) => [inbox.put([one]), inbox.put([one])]))
    assert.equal(await replicas[0]?.unread(one.userId), 1)
  })
})
