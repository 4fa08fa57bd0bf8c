// A reader who has just done something and looks waits for all of its fan-out, not for its first step alone.
import type { AppParts } from '@eventflow/http'
import type { ProgressStore } from './progress-store.js'

type Waiting = NonNullable<AppParts['backbone']>

export const waitingForChunks = (
  backbone: Waiting,
  { progress }: { progress: Pick<ProgressStore, 'unfinished'> },
): Waiting => ({
  operations: backbone.operations,
  pending: async (messages) => {
    const left = await backbone.pending(messages)
    // A fan-out is written down before its message counts as handled.
    return left > 0 ? left : await progress.unfinished(messages.map(({ id }) => id))
  },
})
