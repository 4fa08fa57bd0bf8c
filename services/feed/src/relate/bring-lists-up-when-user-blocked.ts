// Mends the lists of two people where the process that was to write them died in between.
import { repeatableReaction } from '@eventflow/backbone'
import { UserBlocked } from '@eventflow/contracts'
import type { RelationStore } from '../relation-store.js'

interface MendParts {
  relations: Pick<RelationStore, 'bringListsUp'>
  changed(ids: readonly string[]): Promise<void>
}

export const bringListsUpWhenUserBlocked = ({ relations, changed }: MendParts) =>
  repeatableReaction(UserBlocked, async ({ data: { followerId, followeeId } }) => {
    await relations.bringListsUp(followerId, followeeId)
    await changed([followerId, followeeId])
    return undefined
  })
