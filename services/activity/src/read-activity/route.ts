// GET /v1/activities/{id}: one activity.
import { uuid } from '@eventflow/contracts'
import { NotFound, ok, ownedBy, route } from '@eventflow/http'
import type { ActivityStore } from '../activity-store.js'
import { activityShape, shownActivity } from '../shapes.js'
import { readsAll } from '../whose-activities.js'

export const readActivity = ({ activities }: { activities: Pick<ActivityStore, 'find'> }) =>
  route({
    method: 'get',
    path: '/v1/activities/{id}',
    summary: 'One activity.',
    tag: 'activity',
    who: 'user',
    clients: { scope: 'events:read' },
    params: { id: uuid() },
    answers: { 200: { description: 'The activity.', body: activityShape } },
    refuses: [NotFound],
    handle: async ({ params: { id }, caller }) => {
      const found = await activities.find(id.toLowerCase())
      if (found && readsAll(caller)) return ok(shownActivity(found))
      return ok(shownActivity(ownedBy(caller, found, ({ userId }) => userId)))
    },
  })
