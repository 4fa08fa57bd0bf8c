// The documents of the feed service as mongoose sees them. What is asked for often lies in ranges of `_id`.
import { carriesEvents } from '@eventflow/backbone'
import { Schema } from 'mongoose'

const plain = { versionKey: false } as const
const id = { type: String, required: true } as const
const text = id
const time = { type: Date, required: true } as const
const number = { type: Number, required: true } as const

/** Everybody who has an account, by their id. */
const people = new Schema(
  {
    _id: id,
    displayName: text,
    avatarUrl: { type: String, default: null },
    /** Of the profile; 0 for what the registration said. */
    version: number,
  },
  plain,
)

/** What two people are to each other, `<lower id>:<higher id>`: one document, so that a block and a follow cannot pass each other. */
const pairs = new Schema(
  {
    _id: id,
    low: text,
    high: text,
    version: number,
    lowFollows: { type: Date, default: null },
    highFollows: { type: Date, default: null },
    lowBlocks: { type: Date, default: null },
    highBlocks: { type: Date, default: null },
    /** Which of these four it has ever been. */
    ever: { type: [String], required: true },
  },
  plain,
)
pairs.index({ low: 1 })
pairs.index({ high: 1 })
pairs.plugin(carriesEvents)

/** The pairs as lists: `followers:<of>:<who>`, `following:<who>:<of>`, `blocks:<who>:<whom>`. */
const edges = new Schema(
  { _id: id, version: number, on: { type: Boolean, required: true }, since: Date },
  plain,
)

/** The newest that is known of each action, whatever order its events came in. */
const actions = new Schema(
  {
    _id: id,
    ownerId: text,
    kind: text,
    title: String,
    /** Also `nobody`: it is deleted. */
    visibility: text,
    version: number,
    isReopened: { type: Boolean, required: true },
    /** The version that completed it or took that back: other changes say nothing of it. */
    doneVersion: number,
    /** The keys of its activities. */
    happened: { type: [String], required: true },
  },
  plain,
)
actions.index({ ownerId: 1 })

/** What each person has done, `<person>:<activity key>`. Never changes: what of it may be seen is up to the action. */
const activities = new Schema({ _id: id, kind: text, storedAt: time }, plain)

/** What lies in each person's feed, `<person>:<activity key>`. Ids alone: what is shown is looked up when it is read. */
const entries = new Schema(
  {
    _id: id,
    /** Whose activity it is. */
    by: text,
    kind: text,
    addedAt: time,
    /** Of one that was added later than it happened: from when on it counts as new. */
    newSince: Date,
  },
  plain,
)
entries.index({ by: 1 })

/** What is known of each person as a reader. */
const readers = new Schema(
  {
    _id: id,
    lastReadAt: time,
    /** Entries are complete; without it they have to be built first. */
    builtAt: Date,
    seenAt: Date,
  },
  plain,
)

/** How what each author does reaches the followers. */
const authors = new Schema(
  {
    _id: id,
    mode: text,
    followers: number,
    countedAt: time,
    /** The latest of the activities that are in no feed. */
    pulledThrough: Date,
  },
  plain,
)
authors.index({ pulledThrough: 1 }, { sparse: true })
authors.index({ mode: 1 })

/** Fan-outs that are not finished, by the message that told of the activity. */
const fanOuts = new Schema(
  { _id: id, planId: text, parts: Number, done: { type: [String], required: true }, startedAt: time },
  plain,
)
fanOuts.index({ startedAt: 1 })

/** Which generation of what lies in Redis may be believed. */
const generations = new Schema({ _id: id, value: number }, plain)

/** Of people who were erased: their ids, for good, so that no late event brings them back. */
const tombstones = new Schema({ _id: id, erasedAt: time, jobId: String }, plain)
tombstones.plugin(carriesEvents)

export const schemas = {
  ...{ people, pairs, edges, actions, activities, entries, readers },
  ...{ authors, fanOuts, generations, tombstones },
}
