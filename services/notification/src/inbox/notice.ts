// A notification in somebody's inbox, and what reading, unreading and putting it away make of it.
import { idNamed } from '@eventflow/runtime'
import type { Category } from '../channels.js'

export type NoticeStatus = 'unread' | 'read' | 'archived'

export interface Notice {
  /** Person and id, as it is stored. */
  _id: string
  userId: string
  eventId: string
  category: Category
  title: string
  body: string
  link?: string | null
  actorId?: string | null
  actorName?: string | null
  actionId?: string | null
  status: NoticeStatus
  createdAt: Date
}

export type NoticeAct = 'read' | 'unread' | 'archive'

/** From which states an act leads where; in any other it changes nothing. What was put away stays so when it is read. */
export const noticeActs = {
  read: { from: ['unread'], to: 'read', tells: 'read' },
  unread: { from: ['read', 'archived'], to: 'unread', tells: 'read' },
  archive: { from: ['unread', 'read'], to: 'archived', tells: 'archived' },
} as const satisfies Record<
  NoticeAct,
  { from: readonly NoticeStatus[]; to: NoticeStatus; tells: 'read' | 'archived' }
>

export const noticeKeyOf = (userId: string, id: string): string => `${userId}:${id}`

export const noticeIdIn = ({ _id, userId }: Pick<Notice, '_id' | 'userId'>): string =>
  _id.slice(userId.length + 1)

/** Ids are hexadecimal, so nothing of somebody's lies beyond `~`. */
export const inboxRange = (userId: string): { $gt: string; $lt: string } => ({
  $gt: `${userId}:`,
  $lt: `${userId}:~`,
})

/** Follows from event and person, and sorts by the time of the event as all ids do (UUIDv7). */
export function noticeIdOf(of: { eventId: string; userId: string; at: Date }): string {
  const time = of.at.getTime().toString(16).padStart(12, '0')
  const rest = idNamed('notice', of.eventId, of.userId).replaceAll('-', '')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`
}

export const shownNotice = (notice: Notice) => ({
  id: noticeIdIn(notice),
  category: notice.category,
  title: notice.title,
  body: notice.body,
  link: notice.link ?? null,
  ...(notice.actorId ? { actor: { id: notice.actorId, displayName: notice.actorName ?? null } } : {}),
  eventId: notice.eventId,
  status: notice.status,
  createdAt: notice.createdAt.toISOString(),
})
