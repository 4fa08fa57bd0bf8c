// Takes away what somebody who wants to be forgotten has done, whom they followed, and their place in everybody's feed.
import { repeatableReaction } from '@eventflow/backbone'
import { UserDataErased, UserErasureRequested } from '@eventflow/contracts'
import type { PersonalDataStore } from '../personal-data-store.js'

export const erasePersonalDataWhenUserErasureRequested = ({ personal }: { personal: PersonalDataStore }) =>
  repeatableReaction(
    UserErasureRequested,
    async ({ data: { userId, jobId } }) => {
      await personal.mark(userId)
      const counts = await personal.erase(userId)
      await personal.answer(userId, jobId, UserDataErased({ userId, jobId, service: 'feed', counts }))
      return undefined
    },
    { evenIfErased: true },
  )
