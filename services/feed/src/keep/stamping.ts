// Collects under which tokens something is made, while it is made: people are noted before anything of them is read.
import type { Stamp, Tokens } from './tokens.js'

export interface Stamping {
  note(personIds: readonly string[]): Promise<void>
  /** Takes over what something kept was made under, as long as that holds. */
  take(stamp: Stamp): void
  /** Nothing when some token could not be had: then the work must not be kept. */
  stamp(): Stamp | undefined
}

export function beginStamping(tokens: Pick<Tokens, 'stamp'>): Stamping {
  const noted = new Map<string, string>()
  let isLost = false
  return {
    note: async (personIds) => {
      // What was noted first counts: a later token would cover what was read before it.
      const fresh = [...new Set(personIds)].filter((id) => !noted.has(id))
      if (isLost || fresh.length === 0) return
      const stamp = await tokens.stamp(fresh)
      for (const [id, token] of stamp ?? []) noted.set(id, token)
      isLost = stamp === undefined
    },
    take: (stamp) => {
      for (const [id, token] of stamp) if (!noted.has(id)) noted.set(id, token)
    },
    stamp: () => (isLost ? undefined : [...noted]),
  }
}
