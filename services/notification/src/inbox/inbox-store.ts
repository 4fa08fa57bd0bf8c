// Inboxes: what is put in, read, and put away; the number of unread is counted from the same documents.
import type { Seek } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import { insertNew } from '../insert-new.js'
import type { schemas } from '../schemas.js'
import { markingNotices } from './mark-notices.js'
import { inboxRange, type Notice, type NoticeAct, noticeKeyOf } from './notice.js'
import { countUnread, type InboxNews, type TellInboxes, untoldAs } from './tell-inbox.js'

export interface NoticeFilter {
  unread?: boolean | undefined
  archived?: boolean | undefined
  category?: string | undefined
}

export interface InboxStore {
  /** Puts in what is not there yet, and says so. */
  put(notices: readonly Notice[]): Promise<void>
  list(userId: string, filter: NoticeFilter, seek: Seek): Promise<Notice[]>
  unread(userId: string): Promise<number>
  find(userId: string, id: string): Promise<Notice | undefined>
  /** The notification as it is now; nothing when there is none. */
  change(userId: string, id: string, act: NoticeAct): Promise<Notice | undefined>
  /** Marks what came up to this moment as read; answers the events that were. */
  readAll(userId: string, before: Date): Promise<string[]>
  /** Says what a process that died had yet to say. */
  tellForgotten(): Promise<number>
}

export interface InboxStoreParts {
  models: Pick<Models<typeof schemas>, 'notifications' | 'inboxes'>
  tell: TellInboxes
  now: Clock
}

const atOnce = 500
/** Longer than telling takes: whoever changed it is telling it, or died. */
const forgottenAfterMs = 60_000

export function inboxStore({ models, tell, now }: InboxStoreParts): InboxStore {
  const { notifications } = models
  const untold = untoldAs(now)
  return {
    put: async (notices) => {
      const fresh = await insertNew(
        notifications,
        notices.map((notice) => ({ ...notice, ...untold('created') })),
      )
      if (fresh.length > 0) await tell(fresh.map((notice) => ({ notice, became: 'created' })))
    },
    list: async (userId, filter, { from, backwards, limit }) => {
      const range = inboxRange(userId)
      const edge = from === undefined ? undefined : noticeKeyOf(userId, String(from[0]))
      const wanted = {
        userId,
        _id: edge === undefined ? range : { ...range, [backwards ? '$gt' : '$lt']: edge },
        ...statusIn(filter),
        ...(filter.category === undefined ? {} : { category: filter.category }),
      }
      const found = await notifications
        .find(wanted as never)
        .sort({ _id: backwards ? 1 : -1 })
        .limit(limit)
        .lean()
      return found as Notice[]
    },
    unread: async (userId) => (await countUnread(models, [userId])).get(userId) ?? 0,
    find: async (userId, id) =>
      ((await notifications.findById(noticeKeyOf(userId, id)).lean()) as Notice | null) ?? undefined,
    ...markingNotices({ models, tell, now }),
    tellForgotten: async () => {
      const since = new Date(now().getTime() - forgottenAfterMs)
      const found = await notifications
        .find({ untoldSince: { $lt: since } })
        .limit(atOnce)
        .lean()
      const news = found.map((one) => ({
        notice: one as unknown as Notice,
        became: (one.untold ?? 'created') as InboxNews['became'],
      }))
      if (news.length > 0) await tell(news)
      return news.length
    },
  }
}

/** What was put away is out of the list. */
function statusIn({ unread, archived }: NoticeFilter): { status?: unknown } {
  if (archived === true) return unread === true ? { status: { $in: [] } } : { status: 'archived' }
  return unread === true
    ? { status: 'unread' }
    : { status: unread === false ? 'read' : { $in: ['unread', 'read'] } }
}
