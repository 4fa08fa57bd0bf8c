// Knows who is to hear nothing of whom.
import { repeatableReaction } from '@eventflow/backbone'
import { UserBlocked } from '@eventflow/contracts'
import type { RelationStore } from './relation-store.js'

export const keepRelationWhenUserBlocked = ({ relations }: { relations: RelationStore }) =>
  repeatableReaction(UserBlocked, async ({ data }) => {
    await relations.block(data, true)
    return undefined
  })
