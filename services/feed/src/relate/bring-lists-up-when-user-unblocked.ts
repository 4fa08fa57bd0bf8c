// Mends the lists of two people who have none between them any more.
import { repeatableReaction } from '@eventflow/backbone'
import { UserUnblocked } from '@eventflow/contracts'
import { type MendParts, mendLists } from './mend-lists.js'

export const bringListsUpWhenUserUnblocked = (parts: MendParts) =>
  repeatableReaction(UserUnblocked, ({ data }) => mendLists(parts, data))
