// GET /v1/activities/counts: how many of each type there were in each hour or day.
import { instant, integer, listOf, oneOf, optional, record, uuid } from '@eventflow/contracts'
import { ok, route } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import type { ActivityStore } from '../activity-store.js'
import { RangeTooLong } from '../errors.js'
import { activityType } from '../shapes.js'
import { whoseActivities } from '../whose-activities.js'
import { rangeOf } from './range.js'

interface CountParts {
  activities: Pick<ActivityStore, 'count'>
  now: Clock
}

export const countActivities = ({ activities, now }: CountParts) =>
  route({
    method: 'get',
    path: '/v1/activities/counts',
    summary: 'How many activities of each type there were in each hour or day.',
    tag: 'activity',
    who: 'user',
    clients: { scope: 'events:read' },
    query: {
      by: optional(oneOf('type')),
      bucket: optional(oneOf('hour', 'day')),
      userId: optional(uuid()),
      type: optional(activityType()),
      from: optional(instant()),
      to: optional(instant()),
    },
    answers: {
      200: {
        description:
          'Those that are not zero, in the order of time; a bucket is called by its beginning, in UTC.',
        body: record({
          items: listOf(record({ type: activityType(), bucket: instant(), count: integer(1) }), 10_000),
        }),
      },
    },
    refuses: [RangeTooLong],
    handle: async ({ query: { bucket = 'hour', type, ...asked }, caller }) => {
      const userId = whoseActivities(caller, asked.userId)
      const range = rangeOf({ bucket, from: asked.from, to: asked.to, now: now() })
      return ok({ items: await activities.count({ userId, type, ...range, properties: {} }, bucket) })
    },
  })
