// GET /v1/profiles/{userIdOrHandle}: the public part of anybody's profile.
import { text } from '@eventflow/contracts'
import { ok, route } from '@eventflow/http'
import { ProfileNotFound } from '../errors.js'
import { publicProfile } from '../profile.js'
import type { ProfileStore } from '../profile-store.js'
import { publicProfileShape } from '../shapes.js'

const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export const readProfile = ({ profiles }: { profiles: ProfileStore }) =>
  route({
    method: 'get',
    path: '/v1/profiles/{userIdOrHandle}',
    summary: 'The public part of a profile.',
    tag: 'user',
    who: 'user',
    params: { userIdOrHandle: text(64) },
    answers: { 200: { description: 'The public part.', body: publicProfileShape } },
    refuses: [ProfileNotFound],
    handle: async ({ params: { userIdOrHandle: name } }) => {
      const profile = uuidShape.test(name)
        ? await profiles.byUserId(name)
        : await profiles.byHandle(name.toLowerCase())
      if (!profile) throw ProfileNotFound()
      return ok(publicProfile(profile), { version: profile.version })
    },
  })
