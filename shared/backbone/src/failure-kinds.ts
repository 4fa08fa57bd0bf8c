// The errors by which a reaction says what is to become of its message; every other error is tried again on the ladder.

export type PermanentReason = 'permanent' | 'malformed' | 'unknown-type' | 'unknown-version'

/** Trying again cannot mend it: the message is parked at once. */
export class PermanentError extends Error {
  constructor(
    message: string,
    readonly reason: PermanentReason = 'permanent',
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = 'PermanentError'
  }
}

export const permanent = (message: string, cause?: unknown): PermanentError =>
  new PermanentError(message, 'permanent', cause === undefined ? undefined : { cause })

/** Somebody asks us to slow down: the message comes back after that time, and no attempt is spent. */
export class ThrottledError extends Error {
  constructor(readonly retryAfterMs: number) {
    super(`asked to wait for ${retryAfterMs} ms`)
    this.name = 'ThrottledError'
  }
}

export const throttled = (retryAfterMs: number): ThrottledError => new ThrottledError(retryAfterMs)

/** What the reaction needs is away: the consumer waits and tries again, and no attempt is spent. */
export class DependencyDownError extends Error {
  constructor(
    readonly dependency: string,
    cause?: unknown,
  ) {
    super(`${dependency} is away${cause === undefined ? '' : `: ${(cause as Error).message}`}`, { cause })
    this.name = 'DependencyDownError'
  }
}

export const dependencyDown = (name: string, cause?: unknown): DependencyDownError =>
  new DependencyDownError(name, cause)
