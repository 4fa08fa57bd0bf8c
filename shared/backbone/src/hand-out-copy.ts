// The part of a service without outbox in the copy of somebody's data: stored, and then said.
import type { DomainEvent } from '@eventflow/contracts'
import { type Storage, storeCopy } from '@eventflow/runtime/storage'
import type { Backbone } from './backbone.js'

interface CopyParts {
  storage: Storage
  backbone: Pick<Backbone, 'publish'>
}

/** What a service is asked to do about the data of somebody. */
interface PersonalJob {
  userId: string
  jobId: string
  /** Who is asked. */
  service: string
}

interface CopyFacts extends PersonalJob {
  counts: Record<string, number>
  location: string
}

type Copy = Readonly<Record<string, readonly unknown[]>>

/** Said again for a message that comes again; whoever waits for it takes the first. */
export const handingOutCopies =
  ({ storage, backbone }: CopyParts) =>
  async (
    job: PersonalJob,
    copy: Promise<Copy>,
    said: (stored: CopyFacts) => DomainEvent,
  ): Promise<undefined> => {
    const stored = await storeCopy(storage, job, await copy)
    await backbone.publish([said({ ...job, ...stored })])
    return undefined
  }
