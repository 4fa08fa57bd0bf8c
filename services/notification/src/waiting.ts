// How much waits to be sent, and how long the oldest of it has waited.
import type { Clock } from '@eventflow/runtime'
import type { Model } from 'mongoose'

export interface Waiting {
  count: number
  oldestSeconds: number
}

/** What waits has a moment at which it is due. */
export async function waitingIn(model: Model<never>, now: Clock, filter: object): Promise<Waiting> {
  const isWaiting = { dueAt: { $exists: true }, ...filter }
  const oldest = await model
    .findOne(isWaiting, { createdAt: 1 })
    .sort({ createdAt: 1 })
    .lean<{ createdAt: Date }>()
  const oldestMs = oldest ? now().getTime() - oldest.createdAt.getTime() : 0
  return { count: await model.countDocuments(isWaiting), oldestSeconds: oldestMs / 1_000 }
}
