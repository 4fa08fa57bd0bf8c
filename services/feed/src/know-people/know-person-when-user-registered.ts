// Knows somebody from the moment of their registration, so that they can be followed.
import { repeatableReaction } from '@eventflow/backbone'
import { UserRegistered } from '@eventflow/contracts'
import type { PersonStore } from '../person-store.js'

export const knowPersonWhenUserRegistered = ({ people }: { people: Pick<PersonStore, 'open'> }) =>
  repeatableReaction(UserRegistered, async ({ data: { userId, name } }) => {
    await people.open(userId, name)
    return undefined
  })
