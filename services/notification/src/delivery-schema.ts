// The documents of deliveries: what is owed by a channel, until it is settled and for some time after.
import { carriesEvents } from '@eventflow/backbone'
import { Schema } from 'mongoose'

export const deliveries = new Schema(
  {
    /** Follows from event, person and channel, so that the same message is there once. */
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    channel: { type: String, required: true },
    category: { type: String, required: true },
    eventId: { type: String, required: true },
    template: { type: String, required: true },
    /** Only while it waits, like all that follows up to `story`: who reads the database later finds no letters. */
    model: { type: Object, required: false },
    to: String,
    sealedToken: String,
    expiresAt: Date,
    story: Object,
    actorId: String,
    actionId: String,
    critical: Boolean,
    state: { type: String, required: true },
    attempts: { type: Number, required: true },
    /** Of several places, those that have it already. */
    reached: { type: [String], default: undefined },
    reason: String,
    createdAt: { type: Date, required: true },
    /** There while it waits: from when on it is to be tried, or until when somebody is trying it. */
    dueAt: Date,
    /** There while it is being sent: what is cancelled now comes too late for this try. */
    sendingSince: Date,
    /** Nobody needs it any more: there is no further try. */
    cancelledAt: Date,
    settledAt: Date,
  },
  { versionKey: false, minimize: false },
)
deliveries.index({ channel: 1, dueAt: 1 })
deliveries.index({ settledAt: 1 }, { sparse: true })
deliveries.index({ userId: 1 })
deliveries.index({ actorId: 1 }, { sparse: true })
deliveries.plugin(carriesEvents)
