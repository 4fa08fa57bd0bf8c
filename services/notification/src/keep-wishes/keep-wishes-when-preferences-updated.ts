// Knows what somebody wants to be told from now on, by which channels and when.
import { repeatableReaction } from '@eventflow/backbone'
import { PreferencesUpdated } from '@eventflow/contracts'
import type { WishStore } from './wish-store.js'

export const keepWishesWhenPreferencesUpdated = ({ wishes }: { wishes: WishStore }) =>
  repeatableReaction(PreferencesUpdated, async ({ data: { userId, version, ...wanted } }) => {
    await wishes.notePreferences({ userId, version, wanted })
    return undefined
  })
