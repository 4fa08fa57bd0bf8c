// Leaves an instance alone that fails or is slow, and lets one call try whether it is well again.
import CircuitBreaker from 'opossum'

/** Unknown is what became of a call that nobody waited for any more. */
export type Verdict = 'well' | 'ill' | 'unknown'

export interface Breaker {
  /** Whether a call may go there now. */
  admits(): boolean
  /** A call goes there; what it answers is to be called with how it went. */
  begin(): (verdict: Verdict) => void
  /** Nobody listens there: no need to see that twenty times. */
  trip(): void
  /** Until it is tried again. */
  restSeconds(): number
  close(): void
}

export interface BreakerRules {
  /** How long an instance is left alone before one call tries it; twice as long each time that fails. */
  restMs: number
  windowMs?: number
  /** Below this many calls in the window a share of them says nothing. */
  callsAtLeast?: number
}

const failuresPercent = 50
const longestRests = 16
const notWell = new Error('the instance is not well')

export function createBreaker({ restMs, windowMs = 10_000, callsAtLeast = 20 }: BreakerRules): Breaker {
  // The breaker reads the time to rest anew whenever it opens.
  const options = {
    timeout: false as const,
    resetTimeout: restMs,
    errorThresholdPercentage: failuresPercent,
    volumeThreshold: callsAtLeast,
    rollingCountTimeout: windowMs,
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
  }
  const circuit = new CircuitBreaker((call: Promise<void>) => call, options)
  let openedAt = 0
  let restsMs = restMs
  circuit.on('open', () => {
    openedAt = Date.now()
    restsMs = options.resetTimeout
    // Each call that tries an instance in vain is somebody's call: the longer it is ill, the fewer are spent on it.
    options.resetTimeout = Math.min(2 * restsMs, longestRests * restMs)
  })
  circuit.on('close', () => {
    options.resetTimeout = restMs
  })
  return {
    admits: () => circuit.closed || circuit.pendingClose,
    begin: () => {
      let end: (verdict: Verdict) => void = () => undefined
      const call = new Promise<void>((resolve, reject) => {
        // The one call that tries an instance must end either way: without a verdict it would never be tried again.
        end = (verdict) =>
          verdict === 'ill' || (verdict === 'unknown' && circuit.halfOpen) ? reject(notWell) : resolve()
      })
      circuit.fire(call).catch(() => undefined)
      return end
    },
    trip: () => circuit.open(),
    restSeconds: () => Math.max(1, Math.ceil((openedAt + restsMs - Date.now()) / 1_000)),
    close: () => circuit.shutdown(),
  }
}
