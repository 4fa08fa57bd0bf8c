// Whether what lies in Redis may be believed: only for a moment after the database has said so, and only of its present generation.
import { setTimeout as pause } from 'node:timers/promises'
import type { Logger, Resource } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import type { schemas } from '../schemas.js'

export interface Trust extends Resource {
  /** What was made under another one may not be believed, whatever Redis says; nothing while it is not known. */
  generation(): number | undefined
  /** For a change that Redis could not be told: what lies there is believed by nobody as soon as they have noticed. */
  break(): Promise<void>
  /** Resolves when the last process must have noticed what was broken before. */
  noticed(): Promise<void>
}

interface TrustParts {
  models: Pick<Models<typeof schemas>, 'generations'>
  logger: Logger
}

/** How long an answer of the database holds: no process believes Redis longer than this without asking again. */
const leaseMs = 1_000
const askEveryMs = 300
const id = 'kept in redis'

export function openTrust({ models: { generations }, logger }: TrustParts): Trust {
  let known: number | undefined
  let holdsUntilMs = 0
  let stopped = false
  let timer: NodeJS.Timeout | undefined

  /** The lease is counted from before the question: what was changed after it is not in the answer. */
  const ask = async () => {
    const askedAtMs = performance.now()
    try {
      const found = await generations.findById(id).lean()
      known = found?.value ?? 0
      holdsUntilMs = askedAtMs + leaseMs
    } catch (error) {
      logger.debug('the generation of what is kept is not known', { error })
    }
  }
  const askOn = async () => {
    await ask()
    if (!stopped) timer = setTimeout(askOn, askEveryMs).unref()
  }
  const running = askOn()

  return {
    generation: () => (performance.now() < holdsUntilMs ? known : undefined),
    break: async () => {
      holdsUntilMs = 0
      await generations.updateOne({ _id: id }, { $inc: { value: 1 } }, { upsert: true })
      await ask()
    },
    noticed: () => pause(leaseMs),
    close: async () => {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
