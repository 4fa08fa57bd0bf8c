// An act that another service tells of, as an activity: its id follows from the event, so that it is there once.
import type { Envelope } from '@eventflow/backbone'
import { idNamed } from '@eventflow/runtime'
import type { Activity } from '../activity.js'

type Act = Pick<Activity, 'type' | 'userId' | 'properties'>

export const activityFrom = ({ id, at }: Envelope, act: Act): Activity => ({
  id: idNamed(id, act.type),
  ...act,
  occurredAt: at.toISOString(),
  // The same for a message that comes again, which it would not be by the clock.
  receivedAt: at.toISOString(),
})

/** Which one it was, and nothing of what it says: that is the owner's, and may change. */
export const aboutAction = ({ actionId, kind }: { actionId: string; kind: string }) => ({ actionId, kind })
