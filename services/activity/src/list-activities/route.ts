// GET /v1/activities: what somebody did, the newest first, narrowed by type, time and properties.
import { instant, optional, text, uuid } from '@eventflow/contracts'
import { type Cursors, pageQuery, pageShape, readPage, route } from '@eventflow/http'
import type { ActivityStore } from '../activity-store.js'
import { activityShape, activityType, shownActivity } from '../shapes.js'
import { whoseActivities } from '../whose-activities.js'

interface ListParts {
  activities: Pick<ActivityStore, 'list'>
  cursors: Cursors
}

const path = '/v1/activities'
const prefix = 'properties.'

export const listActivities = ({ activities, cursors }: ListParts) =>
  route({
    method: 'get',
    path,
    summary: 'Activities, the newest first; a user sees their own.',
    tag: 'activity',
    who: 'user',
    clients: { scope: 'events:read' },
    query: {
      userId: optional(uuid()),
      type: optional(activityType()),
      from: optional(instant()),
      to: optional(instant()),
      ...pageQuery,
    },
    queryFamily: {
      prefix,
      rest: /[^$.=][^.]{0,99}(?:\.[^$.=][^.]{0,99}){0,7}/,
      value: text(2_000, 0),
      atMost: 5,
      about: 'Only activities whose property at this path has this value: `properties.page.path=/feed`.',
    },
    answers: { 200: { description: 'A page.', body: pageShape(activityShape) } },
    handle: ({ query: { limit, cursor, ...asked }, caller }) => {
      const userId = whoseActivities(caller, asked.userId)
      const { from, to, type } = asked
      return readPage({
        cursors,
        path,
        // Bound to whom it is for: the cursor of an operator who sees all is no cursor for one's own.
        filters: { ...asked, ...(userId === undefined ? {} : { userId }) },
        query: { ...(limit === undefined ? {} : { limit }), ...(cursor === undefined ? {} : { cursor }) },
        fetch: (seek) => activities.list({ userId, type, from, to, properties: propertiesIn(asked) }, seek),
        positionOf: ({ occurredAt, id }) => [occurredAt.toISOString(), id],
        show: shownActivity,
      })
    },
  })

const propertiesIn = (asked: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(asked).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), String(value)]] : [],
    ),
  )
