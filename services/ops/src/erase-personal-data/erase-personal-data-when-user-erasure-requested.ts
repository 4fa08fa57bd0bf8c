// Takes away the dead letters that hold data of a user who wants to be forgotten, replayed and discarded ones too.
import { eraseKey, reaction } from '@eventflow/backbone'
import { UserDataErased, UserErasureRequested } from '@eventflow/contracts'
import type { PersonalLetterStore } from '../personal-letter-store.js'

export const erasePersonalDataWhenUserErasureRequested = ({ personal }: { personal: PersonalLetterStore }) =>
  reaction(
    UserErasureRequested,
    async ({ data: { userId, jobId }, transaction }) => {
      const messages = await eraseKey(transaction, userId)
      const counts = { deadLetters: await personal.erase(transaction, userId), ...messages }
      return [UserDataErased({ userId, jobId, service: 'ops', counts })]
    },
    { evenIfErased: true },
  )
