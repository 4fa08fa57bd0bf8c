// POST /v1/notifications/{id}/read, /unread, /archive and /v1/notifications/read-all: what was seen here is sent nowhere else.
import { instant, integer, optional, record, uuid } from '@eventflow/contracts'
import { NotFound, ok, route } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import type { InboxStore } from '../inbox/inbox-store.js'
import { type NoticeAct, shownNotice } from '../inbox/notice.js'
import { noticeShape } from '../inbox/shapes.js'
import type { TakeBack } from './take-back.js'

interface MarkParts {
  inbox: Pick<InboxStore, 'change' | 'readAll' | 'unread'>
  takeBack: TakeBack
  now: Clock
}

const summaries: Readonly<Record<NoticeAct, string>> = {
  read: 'Marks a notification as read; what would tell of it elsewhere is taken back.',
  unread: 'Marks a notification as unread again, and takes it out of the archive.',
  archive: 'Puts a notification away; what would tell of it elsewhere is taken back.',
}

const markAs =
  (act: NoticeAct) =>
  ({ inbox, takeBack }: MarkParts) =>
    route({
      method: 'post',
      path: `/v1/notifications/{id}/${act}`,
      summary: summaries[act],
      tag: 'notification',
      who: 'user',
      params: { id: uuid() },
      answers: { 200: { description: 'The notification as it is now.', body: noticeShape } },
      refuses: [NotFound],
      handle: async ({ caller: { userId }, params: { id } }) => {
        const notice = await inbox.change(userId, id.toLowerCase(), act)
        if (!notice) throw NotFound()
        if (act !== 'unread') await takeBack(userId, [notice.eventId])
        return ok(shownNotice(notice))
      },
    })

export const markRead = markAs('read')
export const markUnread = markAs('unread')
export const archiveNotification = markAs('archive')

export const markAllRead = ({ inbox, takeBack, now }: MarkParts) =>
  route({
    method: 'post',
    path: '/v1/notifications/read-all',
    summary: 'Marks everything that came up to a moment as read; up to now where none is named.',
    tag: 'notification',
    who: 'user',
    body: record({ before: optional(instant()) }),
    example: { before: '2026-11-21T12:00:00.000Z' },
    answers: {
      200: {
        description: 'How many were marked, and how many are unread now.',
        body: record({ read: integer(0), unread: integer(0) }),
      },
    },
    handle: async ({ caller: { userId }, body: { before } }) => {
      const eventIds = await inbox.readAll(userId, before === undefined ? now() : new Date(before))
      await takeBack(userId, eventIds)
      return ok({ read: eventIds.length, unread: await inbox.unread(userId) })
    },
  })
