// Takes the activities of a user who wants to be forgotten away, and says how many there were.
import { repeatableReaction } from '@eventflow/backbone'
import { UserErasureRequested } from '@eventflow/contracts'
import type { PersonStore } from '../person-store.js'

export const erasePersonalDataWhenUserErasureRequested = ({ people }: { people: PersonStore }) =>
  repeatableReaction(UserErasureRequested, ({ data }) => people.forget(data.userId, data.jobId), {
    evenIfErased: true,
  })
