// Puts what somebody has done before into the feed of who has just begun to follow them.
import type { ActionStore } from '../action-store.js'
import type { EntryStore } from '../entry-store.js'
import type { RelationStore } from '../relation-store.js'

export interface BackFillParts {
  relations: Pick<RelationStore, 'between' | 'bringListsUp'>
  actions: Pick<ActionStore, 'doneBy'>
  entries: Pick<EntryStore, 'add'>
  changed(ids: readonly string[]): Promise<void>
  atMost: number
}

/**
 * After the two are in each other's lists: whatever was stored before that is read here, and whatever is stored later
 * finds the follower in the list. False when the two have parted again meanwhile.
 */
export async function backFill(
  { relations, actions, entries, changed, atMost }: BackFillParts,
  { followerId, followeeId }: { followerId: string; followeeId: string },
): Promise<boolean> {
  await relations.bringListsUp(followerId, followeeId)
  const relation = (await relations.between(followerId, [followeeId])).get(followeeId)
  if (!relation?.mine.follows) return false
  const done = atMost === 0 ? [] : await actions.doneBy(followeeId, { limit: atMost })
  await entries.add(
    done.map(({ key, by, kind, storedAt }) => ({ ownerId: followerId, key, by, kind, newSince: storedAt })),
  )
  await changed([followerId])
  return true
}
