// Stores activities, as many as there are, each once; of people who were erased none.
import { permanent } from '@eventflow/backbone'
import type { Models } from '@eventflow/runtime/mongo'
import { mongo } from 'mongoose'
import type { Activity } from '../activity.js'
import { documentOf } from '../activity-store.js'
import type { PersonStore } from '../person-store.js'
import type { schemas } from '../schemas.js'

export type KeepActivities = (activities: readonly Activity[]) => Promise<void>

interface KeepParts {
  models: Pick<Models<typeof schemas>, 'activities'>
  people: Pick<PersonStore, 'among' | 'erase'>
}

/** Documents of one statement. */
const bulkAtMost = 1_000
const alreadyThere = 11_000

/**
 * An erasure marks its person first and takes away then. Looked for before and after, the mark is found by whoever writes
 * too late to be taken away. Whatever fails in the middle is done again as a whole: what is there stays as it is.
 */
export const keepingActivities =
  ({ models: { activities }, people }: KeepParts): KeepActivities =>
  async (told) => {
    const persons = told.map(({ userId }) => userId)
    const erased = await people.among(persons)
    const documents = told.filter(({ userId }) => !erased.has(userId)).map(documentOf)
    for (let at = 0; at < documents.length; at += bulkAtMost)
      await insertNew(activities.collection, documents.slice(at, at + bulkAtMost))
    for (const userId of await people.among(persons)) if (!erased.has(userId)) await people.erase(userId)
  }

type Inserting = Models<typeof schemas>['activities']['collection']

/** Past the casting of the library: the contract has checked what comes, and a bulk is a bulk. */
async function insertNew(collection: Inserting, documents: ReadonlyArray<ReturnType<typeof documentOf>>) {
  try {
    await collection.insertMany(documents as never, { ordered: false })
  } catch (error) {
    if (!(error instanceof mongo.MongoBulkWriteError)) throw error
    const failures = [error.writeErrors].flat().filter(({ code }) => code !== alreadyThere)
    if (failures.length === 0 && error.result.getWriteConcernError() === undefined) return
    throw failures[0] ? permanent(`the database refuses an activity: ${failures[0].code}`) : error
  }
}
