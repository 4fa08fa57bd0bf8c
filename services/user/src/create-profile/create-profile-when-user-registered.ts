// Gives every new account a profile, with the name it was opened under.
import { ignore, reaction } from '@eventflow/backbone'
import { UserRegistered } from '@eventflow/contracts'
import type { Clock } from '@eventflow/runtime'
import { newProfile } from '../profile.js'
import type { ProfileStore } from '../profile-store.js'

export const createProfileWhenUserRegistered = ({ profiles, now }: { profiles: ProfileStore; now: Clock }) =>
  reaction(UserRegistered, async ({ data, transaction }) => {
    const isNew = await profiles.insert(transaction, newProfile(data, now()))
    return isNew ? [] : ignore('the user has a profile')
  })
