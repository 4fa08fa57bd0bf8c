// PATCH /v1/users/me/profile: a merge patch of the caller's own profile, if it is still the one that was read.
import type { Backbone } from '@eventflow/backbone'
import { localeTag, nullable, optional, prose, record, text, timeZone } from '@eventflow/contracts'
import { ok, PreconditionRequired, requireMatch, route, Stale } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import { ErasureUnderWay, HandleTaken, ProfileNotFound } from '../errors.js'
import { HandleReserved, normalHandle } from '../handle.js'
import { changeProfile as decideChange, ownProfile } from '../profile.js'
import type { ProfileStore } from '../profile-store.js'
import { ownProfileShape, wishedHandleField } from '../shapes.js'

interface ChangeProfileParts {
  backbone: Backbone
  profiles: ProfileStore
  now: Clock
}

export const changeProfile = ({ backbone, profiles, now }: ChangeProfileParts) =>
  route({
    method: 'patch',
    path: '/v1/users/me/profile',
    summary: 'Changes the fields that are named, leaves the others.',
    tag: 'user',
    who: 'user',
    body: record({
      displayName: optional(text(100)),
      handle: optional(nullable(wishedHandleField())),
      bio: optional(prose(1_000)),
      locale: optional(localeTag()),
      timeZone: optional(timeZone()),
    }),
    bodyTypes: ['application/json', 'application/merge-patch+json'],
    example: { handle: 'ada', timeZone: 'Europe/London' },
    answers: { 200: { description: 'The profile as it is now.', body: ownProfileShape } },
    refuses: [ProfileNotFound, HandleTaken, HandleReserved, ErasureUnderWay, Stale, PreconditionRequired],
    handle: async ({ caller, body, headers }) => {
      const { profile } = await backbone.transact(async (transaction) => {
        const current = await profiles.lock(transaction, caller.userId)
        if (!current) throw ProfileNotFound({ retryAfterSeconds: 1 })
        requireMatch(headers, current.version)
        const change = body.handle ? { ...body, handle: normalHandle(body.handle) } : body
        const changed = decideChange(current, change, now())
        if (changed.events.length > 0) await profiles.save(transaction, changed.profile)
        return changed
      })
      return ok(ownProfile(profile), { version: profile.version })
    },
  })
