// The lines of feeds in Redis, for all processes: one value for each feed, so that it is there as a whole or not at all.
import type { Redis } from '@eventflow/runtime/redis'
import type { Line } from '../entry-store.js'
import type { Stamp, Tokens } from './tokens.js'

export interface KeptLines {
  /** Only while everything that they were made under holds. */
  find(readerId: string): Promise<{ lines: Line[]; stamp: Stamp } | undefined>
  keep(readerId: string, lines: readonly Line[], stamp: Stamp | undefined): Promise<void>
}

/** Whoever reads now and then finds them; whoever stays away costs nothing. */
const keepSeconds = 3_600

type Packed = [key: string, by: string, kind: string, addedAtMs: number, newSinceMs: number | null]

/** Without Redis nothing is kept, and nothing is missed. */
export function keptLinesIn({ client }: Pick<Redis, 'client'>, tokens: Pick<Tokens, 'holds'>): KeptLines {
  const keyOf = (readerId: string) => `feed:lines:${readerId}`
  return {
    find: async (readerId) => {
      const text = await client.get(keyOf(readerId)).catch(() => null)
      if (text === null) return undefined
      const { stamp, lines } = JSON.parse(text) as { stamp: Stamp; lines: Packed[] }
      return (await tokens.holds(stamp)) ? { stamp, lines: lines.map(unpacked) } : undefined
    },
    keep: async (readerId, lines, stamp) => {
      if (!stamp) return
      const text = JSON.stringify({ stamp, lines: lines.map(packed) })
      const expiration = { type: 'EX', value: keepSeconds } as const
      await client.set(keyOf(readerId), text, { expiration }).catch(() => undefined)
    },
  }
}

const packed = ({ key, by, kind, addedAt, newSince }: Line): Packed => [
  key,
  by,
  kind,
  addedAt.getTime(),
  newSince?.getTime() ?? null,
]

const unpacked = ([key, by, kind, addedAtMs, newSinceMs]: Packed): Line => ({
  ...{ key, by, kind, addedAt: new Date(addedAtMs) },
  newSince: newSinceMs === null ? undefined : new Date(newSinceMs),
})
