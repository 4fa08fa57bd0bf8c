// The documents of inboxes.
import { carriesEvents } from '@eventflow/backbone'
import { Schema } from 'mongoose'

export const notifications = new Schema(
  {
    /** Person and notification: an inbox lies side by side, in the order of time. */
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    eventId: { type: String, required: true },
    category: { type: String, required: true },
    title: { type: String, required: true },
    body: { type: String, default: '' },
    link: String,
    actorId: String,
    actorName: String,
    actionId: String,
    status: { type: String, required: true },
    createdAt: { type: Date, required: true },
    /** What the platform has yet to be told of it, and since when. */
    untold: String,
    untoldSince: Date,
    /** Who changed it last, so that of several who try each knows whether it was them. */
    changedBy: String,
  },
  { versionKey: false },
)
notifications.index({ userId: 1, status: 1 })
notifications.index({ userId: 1, category: 1, _id: -1 })
notifications.index({ untoldSince: 1 }, { sparse: true })
notifications.index({ actorId: 1 }, { sparse: true })

/** One for each inbox: through it all that is told of the inbox leaves in order. */
export const inboxes = new Schema(
  {
    /** The user's id. */
    _id: { type: String, required: true },
    /** How often something was told of it. */
    seq: { type: Number, required: true },
    /** Who told something lately. */
    tellers: { type: [String], default: undefined },
  },
  { versionKey: false },
)
inboxes.plugin(carriesEvents)
