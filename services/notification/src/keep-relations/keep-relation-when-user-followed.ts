// Knows whom the doings of somebody concern from now on.
import { repeatableReaction } from '@eventflow/backbone'
import { UserFollowed } from '@eventflow/contracts'
import type { RelationStore } from './relation-store.js'

export const keepRelationWhenUserFollowed = ({ relations }: { relations: RelationStore }) =>
  repeatableReaction(UserFollowed, async ({ data }) => {
    await relations.follow(data, true)
    return undefined
  })
