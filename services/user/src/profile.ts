// A profile and the decisions about it: what a new one looks like, and what a change makes of it.

import { type DataOf, ProfileUpdated, type UserRegistered } from '@eventflow/contracts'
import { avatarUrlOf } from './avatar.js'

export interface Profile {
  userId: string
  displayName: string
  handle: string | null
  bio: string
  /** The name of the file of the picture. */
  avatar: string | null
  locale: string
  timeZone: string
  version: number
  createdAt: Date
  updatedAt: Date
}

export type ProfileChange = Partial<
  Pick<Profile, 'displayName' | 'handle' | 'bio' | 'avatar' | 'locale' | 'timeZone'>
>

type Registered = DataOf<typeof UserRegistered>

export const newProfile = ({ userId, name, locale }: Registered, now: Date): Profile => ({
  userId,
  displayName: name,
  handle: null,
  bio: '',
  avatar: null,
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
  const { userId, version, displayName, handle, locale, timeZone } = changed
  const updated = ProfileUpdated({
    userId,
    version,
    displayName,
    handle,
    avatarUrl: avatarUrlOf(changed),
    locale,
    timeZone,
    fields: fields.map((name) => (name === 'avatar' ? 'avatarUrl' : name)),
  })
  return { profile: changed, events: [updated] }
}

/** What everybody may see. */
export const publicProfile = (profile: Profile) => ({
  userId: profile.userId,
  displayName: profile.displayName,
  handle: profile.handle,
  bio: profile.bio,
  avatarUrl: avatarUrlOf(profile),
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
