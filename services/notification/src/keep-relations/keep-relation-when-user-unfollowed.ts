// Knows whom the doings of somebody concern no more.
import { repeatableReaction } from '@eventflow/backbone'
import { UserUnfollowed } from '@eventflow/contracts'
import type { RelationStore } from './relation-store.js'

export const keepRelationWhenUserUnfollowed = ({ relations }: { relations: RelationStore }) =>
  repeatableReaction(UserUnfollowed, async ({ data }) => {
    await relations.follow(data, false)
    return undefined
  })
