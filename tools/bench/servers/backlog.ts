// How long the backlog is that the outbox is filled with.

/** Parcels by their numbers. */
export interface Backlog {
  from: number
  count: number
}

/** With the usual five seconds of pace it is 100,000 events. */
export const rowsIn = (seconds: number): number => seconds * 20_000
