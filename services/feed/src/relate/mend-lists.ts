// The lists of two people as they are now, where the process that was to write them died in between.
import type { RelationStore } from '../relation-store.js'

export interface MendParts {
  relations: Pick<RelationStore, 'bringListsUp'>
  changed(ids: readonly string[]): Promise<void>
}

export async function mendLists(
  { relations, changed }: MendParts,
  { followerId, followeeId }: { followerId: string; followeeId: string },
): Promise<undefined> {
  await relations.bringListsUp(followerId, followeeId)
  await changed([followerId, followeeId])
  return undefined
}
