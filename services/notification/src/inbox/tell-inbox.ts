// Tells the platform what became of inboxes, with how many are unread: the last that is told of an inbox is right.
import type { Backbone } from '@eventflow/backbone'
import {
  type DomainEvent,
  NotificationArchived,
  NotificationCreated,
  NotificationRead,
} from '@eventflow/contracts'
import { type Clock, newId } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import { insertNew } from '../insert-new.js'
import type { schemas } from '../schemas.js'
import { type Notice, noticeIdIn } from './notice.js'

export interface InboxNews {
  notice: Notice
  became: 'created' | 'read' | 'archived'
}

interface TellingParts {
  models: Pick<Models<typeof schemas>, 'notifications' | 'inboxes'>
  backbone: Pick<Backbone, 'carry'>
}

/** What is stored with a change until it is told. */
export const untoldAs = (now: Clock) => (became: InboxNews['became']) => ({
  ...{ untold: became, untoldSince: now() },
})

const triesAtMost = 50
const tellersKept = 30
const contracts = { created: NotificationCreated, read: NotificationRead, archived: NotificationArchived }

/** How many unread there are, of each of them: counted from what the list is made of. */
export async function countUnread(
  { notifications }: Pick<Models<typeof schemas>, 'notifications'>,
  userIds: readonly string[],
): Promise<Map<string, number>> {
  const counted = (await notifications.aggregate([
    { $match: { userId: { $in: [...userIds] }, status: 'unread' } },
    { $group: { _id: '$userId', unread: { $sum: 1 } } },
  ])) as Array<{ _id: string; unread: number }>
  return new Map(counted.map(({ _id, unread }) => [_id, unread]))
}

/**
 * The count is taken after the change and before it is told, and it is told only if nobody has told anything of this inbox in
 * between: else it is counted again. So whoever tells last has counted after all the others had changed what they changed.
 */
export function tellingInboxes({ models, backbone }: TellingParts) {
  const tryToTell = async (byUser: ReadonlyMap<string, readonly InboxNews[]>): Promise<Set<string>> => {
    const userIds = [...byUser.keys()]
    const teller = newId()
    const seqs = await seqsOf(models.inboxes, userIds)
    const unread = await countUnread(models, userIds)
    const events = [...byUser].flatMap(([userId, news]) =>
      news.map((one) => eventOf(one, unread.get(userId) ?? 0)),
    )
    const matched = await backbone.carry(events, async ({ outbox, outboxSince }) => {
      let at = 0
      const writes = [...byUser].map(([_id, news]) => {
        const own = outbox.slice(at, at + news.length)
        at += news.length
        const told = {
          $set: { outboxSince },
          $push: { outbox: { $each: own }, tellers: { $each: [teller], $slice: -tellersKept } },
          $inc: { seq: 1 },
        }
        return { updateOne: { filter: { _id, seq: seqs.get(_id) ?? 0 }, update: told } }
      })
      return (await models.inboxes.collection.bulkWrite(writes as never[], { ordered: false })).matchedCount
    })
    if (matched === userIds.length) return new Set(userIds)
    const found = await models.inboxes.find({ _id: { $in: userIds }, tellers: teller }, { _id: 1 }).lean()
    return new Set(found.map(({ _id }) => _id))
  }

  return async (news: readonly InboxNews[]): Promise<void> => {
    const left = new Map<string, InboxNews[]>()
    for (const one of news) left.set(one.notice.userId, [...(left.get(one.notice.userId) ?? []), one])
    for (let tries = 0; left.size > 0; tries++) {
      if (tries === triesAtMost) throw new Error('an inbox changes faster than it can be told of')
      for (const userId of await tryToTell(left)) left.delete(userId)
    }
    const ids = news.map(({ notice: { _id } }) => _id)
    await models.notifications.updateMany({ _id: { $in: ids } }, { $unset: { untold: 1, untoldSince: 1 } })
  }
}

export type TellInboxes = ReturnType<typeof tellingInboxes>

async function seqsOf(
  inboxes: Models<typeof schemas>['inboxes'],
  userIds: readonly string[],
): Promise<Map<string, number>> {
  const found = await inboxes.find({ _id: { $in: [...userIds] } }, { seq: 1 }).lean()
  const seqs = new Map(found.map(({ _id, seq }) => [_id, seq]))
  const missing = userIds.filter((_id) => !seqs.has(_id))
  await insertNew(
    inboxes,
    missing.map((_id) => ({ _id, seq: 0 })),
  )
  return seqs
}

function eventOf({ notice, became }: InboxNews, unread: number): DomainEvent {
  const { userId, category, title, body, link = null } = notice
  return contracts[became]({
    notificationId: noticeIdIn(notice),
    userId,
    category,
    title,
    body,
    link,
    unread,
  })
}
