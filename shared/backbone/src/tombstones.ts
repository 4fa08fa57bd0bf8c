// Of entities that were erased: their ids, for good, in a collection of their service, so that no late event brings them back.
import type { DomainEvent } from '@eventflow/contracts'
import type { Backbone } from './backbone.js'
import type { CarryingModel } from './document-outbox.js'

export interface Tombstones {
  has(id: string): Promise<boolean>
  /** Which of these were erased. */
  among(ids: readonly string[]): Promise<Set<string>>
  /** Before anything is taken away: whoever writes at this moment finds it afterwards. */
  mark(id: string): Promise<void>
  /** Says once that the job was answered. */
  answer(id: string, jobId: string, said: DomainEvent): Promise<void>
}

interface TombstoneParts {
  /** Carries events; nothing else is kept of anybody there. */
  model: CarryingModel
  backbone: Pick<Backbone, 'carry'>
  now(): Date
}

export function tombstonesIn({ model: { collection }, backbone, now }: TombstoneParts): Tombstones {
  const called = (id: string) => ({ _id: id as never })
  return {
    has: async (id) => (await collection.findOne(called(id), { projection: { _id: 1 } })) !== null,
    among: async (ids) => {
      const wanted = { _id: { $in: [...new Set(ids)] as never[] } }
      const found = await collection.find(wanted, { projection: { _id: 1 } }).toArray()
      return new Set(found.map(({ _id }) => String(_id)))
    },
    mark: async (id) => {
      await collection.updateOne(called(id), { $setOnInsert: { erasedAt: now() } }, { upsert: true })
    },
    answer: async (id, jobId, said) => {
      await backbone.carry([said], (carried) =>
        collection.updateOne({ ...called(id), jobId: { $ne: jobId } }, { $set: { jobId, ...carried } }),
      )
    },
  }
}
