// Knows how somebody is called, in which language they read, and by which clock they live.
import { repeatableReaction } from '@eventflow/backbone'
import { ProfileUpdated } from '@eventflow/contracts'
import type { WishStore } from './wish-store.js'

export const keepWishesWhenProfileUpdated = ({ wishes }: { wishes: WishStore }) =>
  repeatableReaction(ProfileUpdated, async ({ data }) => {
    const { userId, version, displayName, locale, timeZone } = data
    await wishes.noteProfile({ userId, version, profile: { displayName, locale, timeZone } })
    return undefined
  })
