// How far each fan-out is that takes more than one step: a reader who waits for an action waits for its chunks.
import type { Clock } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import type { schemas } from '../schemas.js'

export interface OpenFanOut {
  causeId: string
  parts: number | null
  done: number
  startedAt: Date
}

export interface ProgressStore {
  /** A plan that is made anew, since its message came again, takes the place of the one before. */
  begin(causeId: string, planId: string): Promise<void>
  planned(causeId: string, planId: string, parts: number): Promise<void>
  done(causeId: string, planId: string, chunkId: string): Promise<void>
  /** Of these messages, how many have a fan-out that is not finished. */
  unfinished(causeIds: readonly string[]): Promise<number>
  open(limit: number): Promise<OpenFanOut[]>
}

interface Progress {
  _id: string
  planId: string
  parts?: number | null
  done: string[]
  startedAt: Date
}

const isFinished = ({ parts, done }: Progress): boolean => typeof parts === 'number' && done.length >= parts

export function progressStore({
  models: { fanOuts },
  now,
}: {
  models: Pick<Models<typeof schemas>, 'fanOuts'>
  now: Clock
}): ProgressStore {
  /** What is finished is of interest to nobody. */
  const change = async (_id: string, planId: string, update: object) => {
    const known = (await fanOuts
      .findOneAndUpdate({ _id, planId }, update, { returnDocument: 'after' })
      .lean()) as Progress | null
    if (known && isFinished(known)) await fanOuts.deleteOne({ _id, planId })
  }
  return {
    begin: async (_id, planId) => {
      const fresh = { planId, parts: null, done: [], startedAt: now() }
      await fanOuts.updateOne({ _id }, { $set: fresh }, { upsert: true })
    },
    planned: (causeId, planId, parts) => change(causeId, planId, { $set: { parts } }),
    done: (causeId, planId, chunkId) => change(causeId, planId, { $addToSet: { done: chunkId } }),
    unfinished: async (causeIds) =>
      causeIds.length === 0 ? 0 : await fanOuts.countDocuments({ _id: { $in: [...causeIds] } }),
    open: async (limit) => {
      const found = (await fanOuts.find({}).sort({ startedAt: 1 }).limit(limit).lean()) as Progress[]
      return found.map(({ _id, parts, done, startedAt }) => ({
        causeId: _id,
        parts: parts ?? null,
        done: done.length,
        startedAt,
      }))
    },
  }
}
