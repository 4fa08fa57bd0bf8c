// What people may do with what they say about themselves, and see of what others say.
import type { Backbone } from '@eventflow/backbone'
import type { Cursors } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import type { Storage } from '@eventflow/runtime/storage'
import { changeAvatar, removeAvatar } from './change-avatar/route.js'
import { changeProfile } from './change-profile/route.js'
import { readPreferences, replacePreferences } from './choose-preferences/route.js'
import { changeSettings, readSettings } from './choose-settings/route.js'
import { readAvatar } from './read-avatar/route.js'
import { readOwnProfile } from './read-own-profile/route.js'
import { readProfile } from './read-profile/route.js'
import { searchProfiles } from './search-profiles/route.js'
import type { Stores } from './stores.js'

export interface UserParts extends Stores {
  backbone: Backbone
  storage: Storage
  now: Clock
}

export const profileRoutes = (parts: UserParts, cursors: Cursors) => [
  ...[readOwnProfile(parts), changeProfile(parts)],
  ...[readProfile(parts), searchProfiles({ ...parts, cursors })],
  ...[readPreferences(parts), replacePreferences(parts)],
  ...[readSettings(parts), changeSettings(parts)],
  ...[readAvatar(parts), changeAvatar(parts), removeAvatar(parts)],
]
