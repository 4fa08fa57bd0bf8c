// What the user service keeps of a user, as that user gets to see it.
import { buffer } from 'node:stream/consumers'
import { avatarKeyOf, avatarTypeOf } from '../avatar.js'
import { effectivePreferences } from '../preferences.js'
import { ownProfile } from '../profile.js'
import type { UserParts } from '../profile-routes.js'
import { effectiveSettings } from '../settings.js'

type Keeping = Pick<UserParts, 'profiles' | 'preferences' | 'settings' | 'storage'>

export async function personalDataOf({ profiles, preferences, settings, storage }: Keeping, userId: string) {
  const profile = await profiles.byUserId(userId)
  const [chosenPreferences, chosenSettings] = await Promise.all([
    preferences.read(userId),
    settings.read(userId),
  ])
  const avatar = profile?.avatar ?? null
  const picture = avatar === null ? undefined : await storage.get(avatarKeyOf(userId, avatar))
  return {
    profiles: profile ? [ownProfile(profile)] : [],
    preferences: [effectivePreferences(chosenPreferences.chosen)],
    settings: [effectiveSettings(chosenSettings.chosen)],
    pictures:
      avatar !== null && picture
        ? [{ type: avatarTypeOf(avatar), base64: (await buffer(picture.content)).toString('base64') }]
        : [],
  }
}
