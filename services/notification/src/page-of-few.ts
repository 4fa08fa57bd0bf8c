// A page of a list that is short enough to lie in one document.
import type { Seek } from '@eventflow/http'

/** In the order of their ids, which sort by time. */
export function pageOfFew<T extends { id: string }>(
  all: readonly T[],
  { from, backwards, limit }: Seek,
): T[] {
  const ordered = all.toSorted((one, other) => (one.id < other.id ? -1 : 1))
  if (backwards) ordered.reverse()
  const last = from && String(from[0])
  const isBeyond = ({ id }: T) => last === undefined || (backwards ? id < last : id > last)
  return ordered.filter(isBeyond).slice(0, limit)
}
