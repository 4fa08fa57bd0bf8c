// What becomes of a message whose handling failed: a later try on the ladder, or the dead-letter queue with the reason.
import { createHash } from 'node:crypto'
import { PermanentError, type PermanentReason, ThrottledError } from './failure-kinds.js'
import { retrySteps } from './topology.js'

export type Fate =
  | {
      kind: 'retry'
      step: string
      waitMs: number
      attempt: number
      class: 'transient' | 'throttled'
      throttled: number
    }
  | { kind: 'park'; reason: PermanentReason | 'exhausted' }

/** How often a message was tried, and how often it was sent away without having been. */
export interface Tries {
  attempt: number
  throttled: number
}

/** After so many waits that were asked for, each counts as an attempt: no message goes round for ever. */
const throttledAtMost = 100

/** Decides by the error and by how often was tried. Attempts are counted in a header of ours: brokers change how they count. */
export function fateOf(error: unknown, { attempt, throttled }: Tries, random = Math.random()): Fate {
  if (error instanceof PermanentError) return { kind: 'park', reason: error.reason }
  if (error instanceof ThrottledError && throttled < throttledAtMost) {
    const step = retrySteps.find(({ waitMs }) => waitMs >= error.retryAfterMs) ?? longestStep
    return { kind: 'retry', ...waitOf(step), attempt, class: 'throttled', throttled: throttled + 1 }
  }
  const last = retrySteps[attempt - 1]
  if (!last) return { kind: 'park', reason: 'exhausted' }
  // By chance the step before it: what failed together, since something was away, does not come back together.
  const step = random < 0.5 ? (retrySteps[attempt - 2] ?? last) : last
  return { kind: 'retry', ...waitOf(step), attempt: attempt + 1, class: 'transient', throttled }
}

const waitOf = ({ name, waitMs }: (typeof retrySteps)[number]) => ({ step: name, waitMs })

const longestStep = retrySteps[retrySteps.length - 1] ?? retrySteps[0]

const textLimit = 2_000

/** Equal for failures of one cause: ids, numbers and quoted values in the message are left out. */
export function fingerprintOf(type: string, error: unknown): string {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) }
  const shape = message
    .slice(0, textLimit)
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{16,}\b/gi, '*')
    .replace(/"[^"]*"|'[^']*'/g, '*')
    .replace(/\d+/g, '*')
  return createHash('sha256').update(`${type}\n${name}\n${shape}`).digest('hex').slice(0, 16)
}

/** Headers that tell whoever opens a dead letter what happened; bounded, since a header table has a limit. */
export function failureHeaders(
  error: unknown,
  facts: { type: string; queue: string; reason: string },
): Record<string, unknown> {
  const { name, message, stack } =
    error instanceof Error ? error : { name: 'Error', message: String(error), stack: '' }
  return {
    'x-dead-reason': facts.reason,
    'x-dead-error': `${name}: ${message}`.slice(0, textLimit),
    'x-dead-stack': (stack ?? '').slice(0, textLimit),
    'x-dead-fingerprint': fingerprintOf(facts.type, error),
    'x-dead-queue': facts.queue,
    'x-dead-at': new Date().toISOString(),
  }
}
