// Keeps the receipt of a service that has erased what it kept; with the last of them the user is gone, and everybody is told.
import { ignore, reaction } from '@eventflow/backbone'
import { UserDataErased, UserErased } from '@eventflow/contracts'
import type { Clock } from '@eventflow/runtime'
import { copiesOf, type Storage } from '@eventflow/runtime/storage'
import { isOpen, withAnswer } from '../job.js'
import type { JobStore } from '../job-store.js'

interface ReceiptParts {
  jobs: JobStore
  storage: Storage
  now: Clock
}

export const noteReceiptWhenUserDataErased = ({ jobs, storage, now }: ReceiptParts) =>
  reaction(
    UserDataErased,
    async ({ data: { userId, jobId, service, counts }, transaction }) => {
      const job = await jobs.lock(transaction, 'erasure', jobId)
      const answered = job && withAnswer(job, { service, counts }, now())
      if (!answered) return ignore('nobody waits for this receipt')
      await jobs.save(transaction, answered)
      if (isOpen(answered)) return []
      // A service may have put its part of a copy there before its own turn to erase came; from here on none does.
      await storage.removeAll(copiesOf(userId))
      return [UserErased({ userId, jobId })]
    },
    { evenIfErased: true },
  )
