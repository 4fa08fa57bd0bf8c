// Forgets what was received too long ago, a little at a time; any worker may do it, and several do no harm.
import { type Clock, keepDoing, type Logger, type Resource } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import type { schemas } from './schemas.js'

interface ForgettingParts {
  models: Pick<Models<typeof schemas>, 'activities'>
  logger: Logger
  now: Clock
}

const dayMs = 86_400_000
/** Of one statement, and of one round: what is left waits for the next one. */
const forgottenAtOnce = 1_000
const piecesAtMost = 50

/** What was received before this is shown to nobody, whether it is still there or not. */
export const keptSince = (now: Date, keepDays: number): Date => new Date(now.getTime() - keepDays * dayMs)

export const forgetOldActivities = (
  { models: { activities }, logger, now }: ForgettingParts,
  { days, sweepMs }: { days: number; sweepMs: number },
): Resource =>
  keepDoing(
    async (stop) => {
      const old = { receivedAt: { $lte: keptSince(now(), days) } }
      for (let piece = 0; piece < piecesAtMost && !stop.aborted; piece++) {
        const found = await activities.find(old, { _id: 1 }).limit(forgottenAtOnce).lean()
        if (found.length > 0) await activities.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } })
        if (found.length < forgottenAtOnce) return
      }
    },
    { everyMs: sweepMs, failed: 'old activities are not forgotten just now', logger },
  )
