// How the document of two people lies in the database, and what follows from it for each of them.
import { type Relation, strangers } from './relation.js'

export interface Pair {
  _id: string
  low: string
  high: string
  version: number
  lowFollows?: Date | null
  highFollows?: Date | null
  lowBlocks?: Date | null
  highBlocks?: Date | null
  ever: string[]
}

export const sides = ['lowFollows', 'highFollows', 'lowBlocks', 'highBlocks'] as const

export const inOrder = (one: string, other: string): [string, string] =>
  one < other ? [one, other] : [other, one]

export const pairId = (one: string, other: string): string => inOrder(one, other).join(':')

export function relationIn(personId: string, pair: Pair | null): Relation {
  if (!pair) return strangers
  const low = { follows: pair.lowFollows ?? null, blocks: pair.lowBlocks ?? null }
  const high = { follows: pair.highFollows ?? null, blocks: pair.highBlocks ?? null }
  const [mine, theirs] = pair.low === personId ? [low, high] : [high, low]
  return { version: pair.version, mine, theirs }
}

export function fieldsOf(
  { mine, theirs }: Relation,
  isLow: boolean,
): Record<(typeof sides)[number], Date | null> {
  const [low, high] = isLow ? [mine, theirs] : [theirs, mine]
  return {
    lowFollows: low.follows,
    highFollows: high.follows,
    lowBlocks: low.blocks,
    highBlocks: high.blocks,
  }
}

/** Each thing that the two have ever been, in the lists of both; ended ones too, so that an older writer finds them later than itself. */
export function edgesOf(pair: Pair): Array<{ _id: string; since: Date | null }> {
  const { low, high } = pair
  const named = {
    lowFollows: [`followers:${high}:${low}`, `following:${low}:${high}`],
    highFollows: [`followers:${low}:${high}`, `following:${high}:${low}`],
    lowBlocks: [`blocks:${low}:${high}`],
    highBlocks: [`blocks:${high}:${low}`],
  }
  return sides
    .filter((side) => pair.ever.includes(side))
    .flatMap((side) => named[side].map((_id) => ({ _id, since: pair[side] ?? null })))
}
