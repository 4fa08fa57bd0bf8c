// The documents of digests.
import { Schema } from 'mongoose'

export const digests = new Schema(
  {
    /** Person, category, channel and end: whoever opens it finds that it is open. */
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    category: { type: String, required: true },
    channel: { type: String, required: true },
    state: { type: String, required: true },
    /** The newest of them. */
    entries: { type: Array, required: true },
    /** There until it is closed: from when on, or until when somebody is at it. */
    dueAt: Date,
    closedAt: Date,
  },
  { versionKey: false },
)
digests.index({ dueAt: 1 }, { sparse: true })
digests.index({ closedAt: 1 }, { sparse: true })
digests.index({ userId: 1 })
