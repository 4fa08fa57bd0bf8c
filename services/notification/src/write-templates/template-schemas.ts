// The document of a template: each version of it is one, and none is ever changed.
import { Schema } from 'mongoose'

export const templates = new Schema(
  {
    /** `<category>:<channel>:<locale>:<version>`: a version that two write at once is there once. */
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    parts: { type: Object, required: true },
    createdAt: { type: Date, required: true },
    createdBy: { type: String, required: true },
  },
  { versionKey: false },
)
