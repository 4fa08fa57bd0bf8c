// The documents of the notification service as mongoose sees them.
import { carriesEvents } from '@eventflow/backbone'
import type { Models } from '@eventflow/runtime/mongo'
import { Schema } from 'mongoose'
import { announcements, decisions, paces } from './announce/schemas.js'
import { relations, visibilities, wishes } from './decide/schemas.js'
import { deliveries } from './delivery-schema.js'
import { digests } from './digest/schema.js'
import { fewSchema } from './few-schema.js'
import { inboxes, notifications } from './inbox/schemas.js'
import { webhookAttempts, webhooks } from './webhook-schemas.js'
import { templates } from './write-templates/template-schemas.js'

const contacts = new Schema(
  {
    /** The user's id. */
    _id: { type: String, required: true },
    email: { type: String, required: true },
    /** The message that named the address; message ids sort by time. */
    emailSince: { type: String, required: true },
    verified: { type: Boolean, required: true },
    name: String,
    locale: String,
  },
  { versionKey: false },
)

/** Of people who were erased: their ids, for good, so that no late event brings them back. */
const tombstones = new Schema(
  {
    /** The user's id. */
    _id: { type: String, required: true },
    erasedAt: { type: Date, required: true },
    /** The erasure that has been answered. */
    jobId: String,
  },
  { versionKey: false },
)
tombstones.plugin(carriesEvents)

export const schemas = {
  announcements,
  contacts,
  decisions,
  deliveries,
  digests,
  inboxes,
  notifications,
  paces,
  pushSubscriptions: fewSchema(),
  relations,
  templates,
  tombstones,
  visibilities,
  webhooks,
  webhookAttempts,
  wishes,
}

/** Those whose documents carry events to be published. */
export const carryingEvents = ({ deliveries, inboxes, tombstones }: Models<typeof schemas>) => [
  ...[deliveries, inboxes, tombstones],
]
