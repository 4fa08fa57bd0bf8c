// PUT and DELETE /v1/users/me/avatar: a picture of the caller, kept without anything that was written beside it.
import type { Backbone } from '@eventflow/backbone'
import { noContent, ok, route } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import type { Storage } from '@eventflow/runtime/storage'
import { avatarKeyOf, avatarNameOf, imageTypes } from '../avatar.js'
import { cleanImage } from '../clean-image/clean-image.js'
import { AvatarRefused } from '../clean-image/image.js'
import { ErasureUnderWay, ProfileNotFound } from '../errors.js'
import { changeProfile, ownProfile } from '../profile.js'
import type { ProfileStore } from '../profile-store.js'
import { removeReplaced } from '../replaced-avatar.js'
import { ownProfileShape } from '../shapes.js'

interface AvatarParts {
  backbone: Backbone
  profiles: ProfileStore
  storage: Storage
  now: Clock
}

const bytesAtMost = 1_000_000

export const changeAvatar = (parts: AvatarParts) =>
  route({
    method: 'put',
    path: '/v1/users/me/avatar',
    summary: 'Gives the caller a picture: PNG, JPEG or WebP, at most 1 MB and 4096 pixels on a side.',
    tag: 'user',
    who: 'user',
    rawBody: { types: imageTypes, bytesAtMost },
    answers: { 200: { description: 'The profile, which points to the picture.', body: ownProfileShape } },
    refuses: [AvatarRefused, ErasureUnderWay, ProfileNotFound],
    handle: async ({ caller: { userId }, content, headers }) => {
      const { backbone, profiles, storage, now } = parts
      const [said = ''] = (headers['content-type'] ?? '').toLowerCase().split(';', 1)
      const image = await cleanImage(content, said.trim())
      const avatar = avatarNameOf(image)
      const { before, profile } = await backbone.transact(async (transaction) => {
        const before = await profiles.lock(transaction, userId)
        if (!before) throw ProfileNotFound({ retryAfterSeconds: 1 })
        // An erasure that begins now waits for this transaction, and so finds the file.
        await storage.put(avatarKeyOf(userId, avatar), image.content)
        const changed = changeProfile(before, { avatar }, now())
        await profiles.save(transaction, changed.profile)
        return { ...changed, before }
      })
      await removeReplaced(parts, before)
      return ok(ownProfile(profile), { version: profile.version })
    },
  })

export const removeAvatar = (parts: AvatarParts) =>
  route({
    method: 'delete',
    path: '/v1/users/me/avatar',
    summary: 'Takes the picture of the caller away.',
    tag: 'user',
    who: 'user',
    answers: { 204: { description: 'There is no picture.' } },
    refuses: [ErasureUnderWay, ProfileNotFound],
    handle: async ({ caller: { userId } }) => {
      const { backbone, profiles, now } = parts
      const { before } = await backbone.transact(async (transaction) => {
        const before = await profiles.lock(transaction, userId)
        if (!before) throw ProfileNotFound({ retryAfterSeconds: 1 })
        const changed = changeProfile(before, { avatar: null }, now())
        if (changed.events.length > 0) await profiles.save(transaction, changed.profile)
        return { ...changed, before }
      })
      await removeReplaced(parts, before)
      return noContent()
    },
  })
