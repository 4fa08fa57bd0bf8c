// Notes that a service has put its part of a copy there; with the last of them the copy is done.
import { ignore, reaction } from '@eventflow/backbone'
import { UserDataExported } from '@eventflow/contracts'
import type { Clock } from '@eventflow/runtime'
import { withAnswer } from '../job.js'
import type { JobStore } from '../job-store.js'

export const notePartWhenUserDataExported = ({ jobs, now }: { jobs: JobStore; now: Clock }) =>
  reaction(UserDataExported, async ({ data: { jobId, service, counts, location }, transaction }) => {
    const job = await jobs.lock(transaction, 'export', jobId)
    const answered = job && withAnswer(job, { service, counts, ...(location && { location }) }, now())
    if (!answered) return ignore('nobody waits for this part')
    await jobs.save(transaction, answered)
    return []
  })
