// GET /v1/users/me/profile: the profile of the caller, with all of its fields.
import { ok, route } from '@eventflow/http'
import { ProfileNotFound } from '../errors.js'
import { ownProfile } from '../profile.js'
import type { ProfileStore } from '../profile-store.js'
import { ownProfileShape } from '../shapes.js'

export const readOwnProfile = ({ profiles }: { profiles: ProfileStore }) =>
  route({
    method: 'get',
    path: '/v1/users/me/profile',
    summary: 'The profile of the caller.',
    tag: 'user',
    who: 'user',
    answers: { 200: { description: 'The profile.', body: ownProfileShape } },
    refuses: [ProfileNotFound],
    handle: async ({ caller }) => {
      const profile = await profiles.byUserId(caller.userId)
      // Right after registration the event may still be on its way; a Sync-Token waits for it.
      if (!profile) throw ProfileNotFound({ retryAfterSeconds: 1 })
      return ok(ownProfile(profile), { version: profile.version })
    },
  })
