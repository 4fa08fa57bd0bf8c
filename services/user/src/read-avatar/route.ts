// GET /v1/profiles/{userId}/avatar: the picture of somebody, for pages that cannot send a token with it.
import { optional, text, uuid } from '@eventflow/contracts'
import { okFile, route } from '@eventflow/http'
import type { Storage } from '@eventflow/runtime/storage'
import { avatarKeyOf, avatarTypeOf, imageTypes } from '../avatar.js'
import { AvatarNotFound } from '../errors.js'
import type { ProfileStore } from '../profile-store.js'

/** Under an address that changes with the picture it is never asked for again; no longer, so that it ends where it was erased. */
const keptForSeconds = 86_400

export const readAvatar = ({ profiles, storage }: { profiles: ProfileStore; storage: Storage }) =>
  route({
    method: 'get',
    path: '/v1/profiles/{userId}/avatar',
    summary: 'The picture of somebody, as the `avatarUrl` of the profile names it.',
    tag: 'user',
    who: 'anyone',
    params: { userId: uuid() },
    query: { v: optional(text(64)) },
    answers: { 200: { description: 'The picture.', fileTypes: imageTypes } },
    refuses: [AvatarNotFound],
    handle: async ({ params: { userId }, query: { v } }) => {
      const { avatar } = (await profiles.byUserId(userId)) ?? { avatar: null }
      const file = avatar === null ? undefined : await storage.get(avatarKeyOf(userId, avatar))
      if (avatar === null || !file) throw AvatarNotFound()
      const cache = v === avatar ? `public, max-age=${keptForSeconds}, immutable` : 'public, no-cache'
      const headers = {
        'cache-control': cache,
        // Whatever somebody makes a browser take it for: nothing in it runs, and nothing else is loaded.
        'content-security-policy': "default-src 'none'; sandbox",
        'content-disposition': 'inline',
        'cross-origin-resource-policy': 'cross-origin',
      }
      return okFile({ type: avatarTypeOf(avatar), ...file }, { headers, version: avatar })
    },
  })
