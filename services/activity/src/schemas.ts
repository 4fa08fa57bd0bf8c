// The documents of the activity service as mongoose sees them, and an index for each way in which they are asked for.
import { carriesEvents } from '@eventflow/backbone'
import { Schema } from 'mongoose'

const activities = new Schema(
  {
    /** The id of the activity itself, so that it is there once however often it is told. */
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    type: { type: String, required: true },
    occurredAt: { type: Date, required: true },
    receivedAt: { type: Date, required: true },
    properties: { type: Object },
    /** Each value of the properties as `path=value`: what they are asked by. */
    facets: { type: [String] },
  },
  { versionKey: false, strict: true },
)
// Newest first, and by id where times are equal: the order of every list, so that a page is one piece of an index.
const newest = { occurredAt: -1, _id: -1 } as const
activities.index({ userId: 1, ...newest })
activities.index({ userId: 1, type: 1, ...newest })
activities.index({ userId: 1, facets: 1, ...newest })
activities.index({ ...newest })
activities.index({ type: 1, ...newest })
activities.index({ facets: 1, ...newest })
activities.index({ receivedAt: 1 })

/** Types whose properties somebody has described. */
const types = new Schema(
  {
    /** What the type is called. */
    _id: { type: String, required: true },
    description: { type: String, default: '' },
    /** JSON Schema, as text. */
    schema: { type: String, required: true },
    version: { type: Number, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false },
)

/** Of people who were erased: their ids, for good, so that no late batch brings them back. */
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

export const schemas = { activities, tombstones, types }
