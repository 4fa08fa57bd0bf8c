// The documents of the notification service as mongoose sees them.
import { carriesEvents } from '@eventflow/backbone'
import type { Models } from '@eventflow/runtime/mongo'
import { Schema } from 'mongoose'
import { announcements, decisions, paces } from './announce/schemas.js'
import { relations, visibilities, wishes } from './decide/schemas.js'
import { deliveries } from './delivery-schema.js'
import { digests } from './digest/schema.js'
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

const mails = new Schema(
  {
    /** Follows from event, kind and recipient, so that the same mail is there once. */
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    kind: { type: String, required: true },
    /** Where the event names it; else the address that the user has when the mail is sent. */
    to: String,
    /** Only while it waits: who reads the database later finds nothing to use. */
    sealedToken: String,
    expiresAt: Date,
    ip: String,
    userAgent: String,
    attempts: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    /** There while it waits: from when on it is to be tried, or until when somebody is trying it. */
    dueAt: Date,
    state: { type: String, required: true },
    reason: String,
    settledAt: Date,
  },
  { versionKey: false },
)
mails.index({ dueAt: 1 }, { sparse: true })
mails.index({ settledAt: 1 }, { sparse: true })
mails.index({ userId: 1 })
mails.plugin(carriesEvents)

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
  mails,
  notifications,
  paces,
  relations,
  templates,
  tombstones,
  visibilities,
  webhooks,
  webhookAttempts,
  wishes,
}

/** Those whose documents carry events to be published. */
export const carryingEvents = ({ mails, deliveries, inboxes, tombstones }: Models<typeof schemas>) => [
  ...[mails, deliveries, inboxes, tombstones],
]
