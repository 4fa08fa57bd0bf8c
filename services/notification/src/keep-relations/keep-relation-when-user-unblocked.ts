// Knows that two may hear of each other again.
import { repeatableReaction } from '@eventflow/backbone'
import { UserUnblocked } from '@eventflow/contracts'
import type { RelationStore } from './relation-store.js'

export const keepRelationWhenUserUnblocked = ({ relations }: { relations: RelationStore }) =>
  repeatableReaction(UserUnblocked, async ({ data }) => {
    await relations.block(data, false)
    return undefined
  })
