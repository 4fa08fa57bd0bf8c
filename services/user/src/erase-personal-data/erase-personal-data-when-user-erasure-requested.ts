// Takes away what this service keeps of a user who wants to be forgotten, and says how much that was.
import { eraseKey, reaction } from '@eventflow/backbone'
import { UserDataErased, UserErasureRequested } from '@eventflow/contracts'
import { copiesOf } from '@eventflow/runtime/storage'
import { avatarsOf } from '../avatar.js'
import type { UserParts } from '../profile-routes.js'

export const erasePersonalDataWhenUserErasureRequested = (parts: UserParts) =>
  reaction(
    UserErasureRequested,
    async ({ data: { userId, jobId }, transaction }) => {
      const { profiles, preferences, settings, jobs, storage } = parts
      const messages = await eraseKey(transaction, userId)
      const counts = {
        profiles: Number(await profiles.remove(transaction, userId)),
        preferences: Number(await preferences.remove(transaction, userId)),
        settings: Number(await settings.remove(transaction, userId)),
        exports: await jobs.removeExports(transaction, userId),
        pictures: await storage.removeAll(avatarsOf(userId)),
        copies: await storage.removeAll(copiesOf(userId)),
        ...messages,
      }
      return [UserDataErased({ userId, jobId, service: 'user', counts })]
    },
    { evenIfErased: true },
  )
