// Mends the lists of two people where the process that was to write them died in between.
import { repeatableReaction } from '@eventflow/backbone'
import { UserUnblocked } from '@eventflow/contracts'
import type { RelationStore } from '../relation-store.js'

interface MendParts {
  relations: Pick<RelationStore, 'bringListsUp'>
  changed(ids: readonly string[]): Promise<void>
}

export const bringListsUpWhenUserUnblocked = ({ relations, changed }: MendParts) =>
  repeatableReaction(UserUnblocked, async ({ data: { followerId, followeeId } }) => {
    await relations.bringListsUp(followerId, followeeId)
    await changed([followerId, followeeId])
    return undefined
  })
