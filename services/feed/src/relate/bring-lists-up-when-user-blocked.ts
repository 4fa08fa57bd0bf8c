// Mends the lists of two people who have a block between them.
import { repeatableReaction } from '@eventflow/backbone'
import { UserBlocked } from '@eventflow/contracts'
import { type MendParts, mendLists } from './mend-lists.js'

export const bringListsUpWhenUserBlocked = (parts: MendParts) =>
  repeatableReaction(UserBlocked, ({ data }) => mendLists(parts, data))
