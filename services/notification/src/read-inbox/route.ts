// GET /v1/notifications and /v1/notifications/unread-count: what came for the caller, the newest first, and how much of it is unread.
import { flag, integer, listOf, nullable, optional, record, text } from '@eventflow/contracts'
import { type Cursors, ok, pageQuery, readPage, route } from '@eventflow/http'
import type { InboxStore } from '../inbox/inbox-store.js'
import { noticeIdIn, shownNotice } from '../inbox/notice.js'
import { categoryField, noticeShape } from '../inbox/shapes.js'

interface ReadInboxParts {
  inbox: Pick<InboxStore, 'list' | 'unread'>
  cursors: Cursors
}

const path = '/v1/notifications'
const unreadShape = record({ unread: integer(0) })

export const readInbox = ({ inbox, cursors }: ReadInboxParts) =>
  route({
    method: 'get',
    path,
    summary:
      'What came for the caller, the newest first; without what was put away, unless that is asked for.',
    tag: 'notification',
    who: 'user',
    query: {
      unread: optional(flag()),
      archived: optional(flag()),
      category: optional(categoryField()),
      ...pageQuery,
    },
    answers: {
      200: {
        description: 'A page, and how many are unread in all.',
        body: record({
          items: listOf(noticeShape, 100),
          next: nullable(text(1_024)),
          prev: nullable(text(1_024)),
          unread: integer(0),
        }),
      },
    },
    handle: async ({ caller: { userId }, query: { limit, cursor, ...filters } }) => {
      const page = { ...(limit === undefined ? {} : { limit }), ...(cursor === undefined ? {} : { cursor }) }
      const [answer, unread] = await Promise.all([
        readPage({
          ...{ cursors, path, filters, owner: userId, query: page, show: shownNotice },
          fetch: (seek) => inbox.list(userId, filters, seek),
          positionOf: (notice) => [noticeIdIn(notice)],
        }),
        inbox.unread(userId),
      ])
      return { ...answer, body: { ...(answer.body as object), unread } }
    },
  })

export const countUnreadNotifications = ({ inbox }: Pick<ReadInboxParts, 'inbox'>) =>
  route({
    method: 'get',
    path: `${path}/unread-count`,
    summary: 'How many notifications the caller has not read.',
    tag: 'notification',
    who: 'user',
    answers: { 200: { description: 'The number.', body: unreadShape } },
    handle: async ({ caller }) => ok({ unread: await inbox.unread(caller.userId) }),
  })
