// Mends the lists of two people who have parted.
import { repeatableReaction } from '@eventflow/backbone'
import { UserUnfollowed } from '@eventflow/contracts'
import { type MendParts, mendLists } from './mend-lists.js'

export const bringListsUpWhenUserUnfollowed = (parts: MendParts) =>
  repeatableReaction(UserUnfollowed, ({ data }) => mendLists(parts, data))
