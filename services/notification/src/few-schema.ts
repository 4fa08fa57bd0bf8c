// The document of a short list of one person.
import { Schema } from 'mongoose'

export const fewSchema = () =>
  new Schema(
    {
      /** The user's id. */
      _id: { type: String, required: true },
      /** Counted up by each change: who has read an older one writes nothing. */
      revision: { type: Number, required: true },
      items: { type: [Schema.Types.Mixed], required: true },
    },
    { versionKey: false, minimize: false },
  )
