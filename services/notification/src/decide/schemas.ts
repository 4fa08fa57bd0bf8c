// The documents that decisions are made from.
import { Schema } from 'mongoose'

/** What somebody wants, where and when: their choices, and what the platform knows of their place. */
export const wishes = new Schema(
  {
    /** The user's id. */
    _id: { type: String, required: true },
    channels: Object,
    quietHours: Object,
    digest: Object,
    preferencesVersion: Number,
    displayName: String,
    locale: String,
    timeZone: String,
    profileVersion: Number,
    /** Whether there is anything to send to: kept by whoever keeps subscriptions. */
    reachedBy: { push: Boolean, webhook: Boolean },
    /** By channel and category: what was stopped from within a message. */
    unsubscribed: Object,
  },
  { versionKey: false, minimize: false },
)

/** One follows the other, or one blocks the other: each fact with the version that brought it, since events may overtake. */
export const relations = new Schema(
  {
    /** Followee and follower. */
    _id: { type: String, required: true },
    followeeId: { type: String, required: true },
    followerId: { type: String, required: true },
    follows: { type: Boolean, required: true },
    followsVersion: { type: Number, required: true },
    /** The follower blocks the followee. */
    blocks: { type: Boolean, required: true },
    blocksVersion: { type: Number, required: true },
    /** The followee blocks the follower. */
    isBlocked: { type: Boolean, required: true },
    isBlockedVersion: { type: Number, required: true },
  },
  { versionKey: false },
)
relations.index({ followeeId: 1, follows: 1, _id: 1 })
relations.index({ followerId: 1 })

/** Who may see an action now: `nobody` once it is deleted. */
export const visibilities = new Schema(
  {
    /** The action's id. */
    _id: { type: String, required: true },
    ownerId: { type: String, required: true },
    visibility: { type: String, required: true },
    version: { type: Number, required: true },
  },
  { versionKey: false },
)
visibilities.index({ ownerId: 1 })
