// Removes the file of a picture that nobody shows any more.
import type { Backbone } from '@eventflow/backbone'
import type { Storage } from '@eventflow/runtime/storage'
import { avatarKeyOf } from './avatar.js'
import type { Profile } from './profile.js'
import type { ProfileStore } from './profile-store.js'

interface RemovingParts {
  backbone: Backbone
  profiles: ProfileStore
  storage: Storage
}

/** After the change, and only if it has not come back meanwhile. What stays while the storage is away goes with the account. */
export async function removeReplaced(
  { backbone, profiles, storage }: RemovingParts,
  { userId, avatar }: Pick<Profile, 'userId' | 'avatar'>,
): Promise<void> {
  if (avatar === null) return
  const remove = backbone.transact(async (transaction) => {
    const current = await profiles.lock(transaction, userId)
    if (current?.avatar !== avatar) await storage.remove(avatarKeyOf(userId, avatar))
    return { events: [] }
  })
  await remove.catch(() => undefined)
}
