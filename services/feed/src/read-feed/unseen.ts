// How much of a feed came after its reader last said to have seen it.

import type { Line } from '../entry-store.js'
import { groupsOf } from '../groups.js'
import type { Hydrator } from '../hydrate.js'
import type { ReaderStore } from '../reader-store.js'

interface UnseenParts {
  hydrate: Hydrator
  readers: Pick<ReaderStore, 'find'>
}

/** Counted from the lines that would be shown, so that it cannot say more or less than they do. */
export async function countUnseen(
  { hydrate, readers }: UnseenParts,
  readerId: string,
  lines: readonly Line[],
): Promise<number> {
  const { seenAt } = (await readers.find(readerId)) ?? {}
  const isNew = ({ addedAt, newSince }: Line) => !seenAt || (newSince ?? addedAt) > seenAt
  const fresh = groupsOf(lines).flatMap((group) => group.lines.filter(isNew))
  return (await hydrate.visible(readerId, fresh, 'feed')).length
}
