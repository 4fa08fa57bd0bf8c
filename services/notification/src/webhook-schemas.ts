// The documents of webhooks: the addresses of each person, and how the calls to them went.
import { Schema } from 'mongoose'
import { fewSchema } from './few-schema.js'

/** The addresses of one person. */
export const webhooks = fewSchema()

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
