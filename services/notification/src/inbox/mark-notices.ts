// Reads, unreads and puts away what is in an inbox; each change knows whether it was the one that changed it.
import { newId } from '@eventflow/runtime'
import type { InboxStore, InboxStoreParts } from './inbox-store.js'
import { inboxRange, type Notice, noticeActs, noticeKeyOf } from './notice.js'
import { untoldAs } from './tell-inbox.js'

const atOnce = 500

export function markingNotices({
  models: { notifications },
  tell,
  now,
}: InboxStoreParts): Pick<InboxStore, 'change' | 'readAll'> {
  const untold = untoldAs(now)
  return {
    change: async (userId, id, act) => {
      const { from, to, tells } = noticeActs[act]
      const _id = noticeKeyOf(userId, id)
      const changed = (await notifications
        .findOneAndUpdate(
          { _id, status: { $in: [...from] } },
          { $set: { status: to, ...untold(tells) } },
          { returnDocument: 'after' },
        )
        .lean()) as Notice | null
      if (changed) {
        await tell([{ notice: changed, became: tells }])
        return changed
      }
      return ((await notifications.findById(_id).lean()) as Notice | null) ?? undefined
    },
    readAll: async (userId, before) => {
      const read: string[] = []
      for (;;) {
        const due = { userId, _id: inboxRange(userId), status: 'unread', createdAt: { $lte: before } }
        const found = await notifications.find(due, { _id: 1 }).limit(atOnce).lean()
        if (found.length === 0) return read
        const ids = found.map(({ _id }) => _id)
        const changedBy = newId()
        await notifications.updateMany(
          { _id: { $in: ids }, status: 'unread' },
          { $set: { status: 'read', changedBy, ...untold('read') } },
        )
        const mine = (await notifications.find({ _id: { $in: ids }, changedBy }).lean()) as Notice[]
        await tell(mine.map((notice) => ({ notice, became: 'read' })))
        read.push(...mine.map(({ eventId }) => eventId))
      }
    },
  }
}
