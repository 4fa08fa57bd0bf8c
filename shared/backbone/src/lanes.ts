// Order by key without giving up speed: work of one key runs one after the other, work of different keys side by side.

export interface Lanes {
  /** Runs the work after all earlier work of the same lane. */
  run(key: string, work: () => Promise<void>): void
  /** Resolves when everything given so far is done. */
  idle(): Promise<void>
}

/** A fixed number of lanes, chosen by the hash of the key: bounded memory, whatever keys arrive. */
export function createLanes(count: number): Lanes {
  const tails: Promise<void>[] = Array.from({ length: count }, () => Promise.resolve())
  return {
    run(key, work) {
      const lane = hash(key) % count
      tails[lane] = (tails[lane] ?? Promise.resolve()).then(work)
    },
    idle: async () => void (await Promise.all(tails)),
  }
}

/** FNV-1a: short, and even enough over ids. */
function hash(key: string): number {
  let value = 2_166_136_261
  for (let i = 0; i < key.length; i++) value = Math.imul(value ^ key.charCodeAt(i), 16_777_619)
  return value >>> 0
}
