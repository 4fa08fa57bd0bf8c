// Takes the tasks and journals of a user who wants to be forgotten away, and says how much that was.
import { dropUnsent, eraseKey, reaction } from '@eventflow/backbone'
import { UserDataErased, UserErasureRequested } from '@eventflow/contracts'
import { forgetAnswersTo } from '@eventflow/http'
import type { ActionStore } from '../action-store.js'
import type { ImportStore } from '../import-store.js'

interface ErasingParts {
  actions: ActionStore
  imports: ImportStore
}

export const erasePersonalDataWhenUserErasureRequested = ({ actions, imports }: ErasingParts) =>
  reaction(
    UserErasureRequested,
    async ({ data: { userId, jobId }, transaction }) => {
      // First, so that whoever is writing something now has written it when it is taken away, and nobody begins anew.
      const messages = await eraseKey(transaction, userId)
      const removed = await actions.removeAll(transaction, userId)
      await imports.removeAll(transaction, userId)
      await forgetAnswersTo(transaction, userId)
      const unsentEvents = messages.unsentEvents + (await dropUnsent(transaction, removed))
      const counts = { actions: removed.length, ...messages, unsentEvents }
      return [UserDataErased({ userId, jobId, service: 'action', counts })]
    },
    { evenIfErased: true },
  )
