// What people may do with what came for them.
import type { Cursors, Route } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import type { DeliveryStore } from './delivery-store.js'
import type { DigestStore } from './digest/digest-store.js'
import { decisionStore } from './explain/decision-store.js'
import { explainEvent, listDeliveries } from './explain/route.js'
import type { InboxStore } from './inbox/inbox-store.js'
import { archiveNotification, markAllRead, markRead, markUnread } from './mark-notification/route.js'
import { takingBack } from './mark-notification/take-back.js'
import { countUnreadNotifications, readInbox } from './read-inbox/route.js'
import type { schemas } from './schemas.js'

interface InboxRoutesParts {
  models: Models<typeof schemas>
  inbox: InboxStore
  digests: DigestStore
  deliveries: DeliveryStore
  cursors: Cursors
  now: Clock
}

export function inboxRoutes(parts: InboxRoutesParts): Route[] {
  const decisions = decisionStore(parts)
  const marking = { ...parts, takeBack: takingBack(parts) }
  return [
    readInbox(parts),
    countUnreadNotifications(parts),
    explainEvent({ decisions }),
    markAllRead(marking),
    markRead(marking),
    markUnread(marking),
    archiveNotification(marking),
    listDeliveries({ ...parts, decisions }),
  ]
}
