// How much a consumer takes at a time: as many messages as it can handle soon, in batches as long as batches work.

export interface Pace {
  /** Messages to hold. */
  prefetch(): number
  /** Messages to handle in one piece. */
  batch(): number
  note(done: { messages: number; together: boolean; ms: number }): void
}

export interface PaceBounds {
  prefetch: number
  batch: number
  lanes: number
}

const prefetchAtLeast = 20
/** What is held should be handled within this time: more would only wait here instead of at another replica. */
const horizonMs = 1_000
/** A batch is one transaction: what it holds is locked, and a stop waits for it. */
const batchMs = 100
/** Until somebody knows how long a message takes. */
const firstBatch = 10
/** Weight of the latest batch in the average. */
const share = 0.05

/**
 * A batch that fails is handled message by message, which costs more than never having tried; so the size is halved
 * then, and grows by one with each batch that works. What is held follows the time that a message takes.
 */
export function createPace({ prefetch, batch, lanes }: PaceBounds): Pace {
  let size = batch
  let averageMs: number | undefined
  let window = prefetch
  return {
    prefetch: () => window,
    batch: () =>
      Math.min(size, averageMs === undefined ? firstBatch : Math.max(1, Math.floor(batchMs / averageMs))),
    note: ({ messages, together, ms }) => {
      size = together ? Math.min(batch, size + 1) : Math.max(1, Math.floor(size / 2))
      const perMessage = ms / Math.max(1, messages)
      averageMs = averageMs === undefined ? perMessage : averageMs + share * (perMessage - averageMs)
      const wanted = Math.round((lanes * horizonMs) / Math.max(averageMs, 0.01))
      const bounded = Math.max(Math.min(prefetchAtLeast, prefetch), Math.min(prefetch, wanted))
      // A change costs a new consumer at the broker, so small ones are left out.
      if (bounded > window * 2 || bounded * 2 < window || bounded === prefetch) window = bounded
    },
  }
}
