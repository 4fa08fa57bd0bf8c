// A profile and the decisions about it: what a new one looks like, and what a change makes of it.
import { type DataOf, ProfileUpdated, type UserRegistered } from '@eventflow/contracts'

export interface Profile {
  userId: string
  displayName: string
  handle: string | null
  bio: string
  avatarUrl: string | null
  locale: string
  timeZone: string
  version: number
  createdAt: Date
  updatedAt: Date
}

export type ProfileChange = Partial<
  Pick<Profile, 'displayName' | 'handle' | 'bio' | 'avatarUrl' | 'locale' | 'timeZone'>
>

type Registered = DataOf<typeof UserRegistered>

export const newProfile = ({ userId, name, locale }: Registered, now: Date): Profile => ({
  userId,
  displayName: name,
  handle: null,
  bio: '',
  avatarUrl: null,
  locale,
  timeZone: 'UTC',
  version: 1,
  createdAt: now,
  updatedAt: now,
})

/** A change that changes nothing is none: no new version, no event. */
export function changeProfile(profile: Profile, change: ProfileChange, now: Date) {
  const names = Object.keys(change) as Array<keyof ProfileChange>
  const fields = names.filter((name) => change[name] !== undefined && change[name] !== profile[name])
  if (fields.length === 0) return { profile, events: [] }
  const changed: Profile = { ...profile, ...change, version: profile.version + 1, updatedAt: now }
  const { userId, version, displayName, handle, avatarUrl, locale, timeZone } = changed
  const updated = ProfileUpdated({
    userId,
    version,
    displayName,
    handle,
    avatarUrl,
    locale,
    timeZone,
    fields,
  })
  return { profile: changed, events: [updated] }
}

/** What everybody may see. */
export const publicProfile = ({ userId, displayName, handle, bio, avatarUrl }: Profile) => ({
  userId,
  displayName,
  handle,
  bio,
  avatarUrl,
})

/** What the owner sees. */
export const ownProfile = (profile: Profile) => ({
  ...publicProfile(profile),
  locale: profile.locale,
  timeZone: profile.timeZone,
  version: profile.version,
  createdAt: profile.createdAt,
  updatedAt: profile.updatedAt,
})
