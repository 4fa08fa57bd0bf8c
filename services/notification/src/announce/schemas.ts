// The documents of announcements, and of what was decided for each person.
import { Schema } from 'mongoose'

export const announcements = new Schema(
  {
    /** The event's id. */
    _id: { type: String, required: true },
    type: { type: String, required: true },
    at: { type: Date, required: true },
    template: String,
    actorId: String,
    personId: String,
    actionId: String,
    /** Only until everybody was told, like the addresses. */
    facts: Object,
    to: [String],
    story: Object,
    after: String,
    attempts: { type: Number, required: true },
    /** There until everybody was told: from when on, or until when somebody is at it. */
    dueAt: Date,
    doneAt: Date,
  },
  { versionKey: false, minimize: false },
)
announcements.index({ dueAt: 1 }, { sparse: true })
announcements.index({ doneAt: 1 }, { sparse: true })
announcements.index({ actorId: 1 }, { sparse: true })
announcements.index({ personId: 1 }, { sparse: true })

/** The one claim of an event by a person: what was decided for each channel, by which rule and why. */
export const decisions = new Schema(
  {
    /** Person and event, so that what was decided for somebody lies side by side. */
    _id: { type: String, required: true },
    userId: { type: String, required: true },
    eventId: { type: String, required: true },
    category: { type: String, required: true },
    rule: { type: String, required: true },
    at: { type: Date, required: true },
    channels: { type: Array, required: true },
  },
  { versionKey: false },
)
decisions.index({ userId: 1, at: 1 })
decisions.index({ at: 1 })

/** How much somebody was sent of a category within an hour. */
export const paces = new Schema(
  {
    /** Person, category and hour. */
    _id: { type: String, required: true },
    email: Number,
    push: Number,
    webhook: Number,
    endsAt: { type: Date, required: true },
  },
  { versionKey: false },
)
paces.index({ endsAt: 1 })
