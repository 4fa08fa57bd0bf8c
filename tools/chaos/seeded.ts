// Chance that can be repeated: the same seed gives the same faults in the same order.

export interface Chance {
  /** From `from` to below `to`. */
  between(from: number, to: number): number
  pick<T>(list: readonly T[]): T
}

/** Mulberry32: small, and even enough to choose faults by. */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    between: (from, to) => from + next() * (to - from),
    pick: (list) => list[Math.floor(next() * list.length)] as (typeof list)[number],
  }
}
