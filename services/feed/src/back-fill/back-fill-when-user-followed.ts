// Shows somebody what those they follow from now on have done before.
import { ignore, repeatableReaction } from '@eventflow/backbone'
import { UserFollowed } from '@eventflow/contracts'
import { type BackFillParts, backFill } from './back-fill.js'

export const backFillWhenUserFollowed = (parts: BackFillParts) =>
  repeatableReaction(UserFollowed, async ({ data }) =>
    (await backFill(parts, data)) ? undefined : ignore('they have parted again'),
  )
