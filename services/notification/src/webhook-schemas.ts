// The documents of webhooks: the addresses of each person, and how the calls to them went.
import { Schema } from 'mongoose'

/** All of one person together, so that none is opened beyond the bound by two requests at once. */
export const webhooks = new Schema(
  {
    /** The user's id. */
    _id: { type: String, required: true },
    /** Counted up by each change: who has read an older one writes nothing. */
    revision: { type: Number, required: true },
    endpoints: { type: [Schema.Types.Mixed], required: true },
  },
  { versionKey: false, minimize: false },
)

export const webhookAttempts = new Schema(
  {
    /** `<webhook>:<id>`, and ids sort by time: those of one webhook lie together, in order. */
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    at: { type: Date, required: true },
    kind: { type: String, required: true },
    deliveryId: { type: String, required: true },
    number: { type: Number, required: true },
    request: { type: Schema.Types.Mixed, required: true },
    response: Schema.Types.Mixed,
    reason: String,
    ms: { type: Number, required: true },
  },
  { versionKey: false },
)
webhookAttempts.index({ at: 1 })
webhookAttempts.index({ userId: 1 })
