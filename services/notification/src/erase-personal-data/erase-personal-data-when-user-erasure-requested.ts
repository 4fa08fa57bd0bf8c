// Takes contact and mails of a user who wants to be forgotten away, those that wait to be sent too, and says how much that was.
import { repeatableReaction } from '@eventflow/backbone'
import { UserDataErased, UserErasureRequested } from '@eventflow/contracts'
import type { PersonStore } from '../person-store.js'

export const erasePersonalDataWhenUserErasureRequested = ({ people }: { people: PersonStore }) =>
  repeatableReaction(
    UserErasureRequested,
    async ({ data: { userId, jobId } }) => {
      await people.mark(userId)
      const counts = await people.erase(userId)
      await people.answer(userId, jobId, UserDataErased({ userId, jobId, service: 'notification', counts }))
      return undefined
    },
    { evenIfErased: true },
  )
