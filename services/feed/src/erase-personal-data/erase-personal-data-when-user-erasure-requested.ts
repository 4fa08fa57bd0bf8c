// Takes away what somebody who wants to be forgotten has done, whom they followed, and their place in everybody's feed.
import { repeatableReaction } from '@eventflow/backbone'
import { UserErasureRequested } from '@eventflow/contracts'
import type { PersonalDataStore } from '../personal-data-store.js'

export const erasePersonalDataWhenUserErasureRequested = (parts: { personal: PersonalDataStore }) =>
  repeatableReaction(
    UserErasureRequested,
    async ({ data: { userId, jobId } }) => {
      await parts.personal.forget(userId, jobId)
      return undefined
    },
    { evenIfErased: true },
  )
