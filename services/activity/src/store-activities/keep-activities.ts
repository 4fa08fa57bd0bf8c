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
/** What is wrong with a document and stays so: its size, its names, the rules of its collection. */
const faultsOfDocuments = new Set([2, 52, 55, 56, 57, 121, 10_334, 17_280])

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

type Documents = ReadonlyArray<ReturnType<typeof documentOf>>

/** Past the casting of the library: the contract has checked what comes, and a bulk is a bulk. */
async function insertNew(collection: Inserting, documents: Documents): Promise<void> {
  try {
    await collection.insertMany(documents as never, { ordered: false })
  } catch (error) {
    // One that cannot be put into the words of the database has kept all of its bulk from being sent.
    if (!(error instanceof mongo.MongoError)) return insertEach(collection, documents)
    if (!(error instanceof mongo.MongoBulkWriteError)) throw error
    const failures = [error.writeErrors].flat().filter(({ code }) => code !== alreadyThere)
    if (failures.length === 0 && error.result.getWriteConcernError() === undefined) return
    if (failures.length === 0 || failures.some(({ code }) => !faultsOfDocuments.has(code))) throw error
    throw permanent(`the database refuses an activity: ${failures[0]?.code}`)
  }
}

/** The others are stored before it is said that one cannot be. */
async function insertEach(collection: Inserting, documents: Documents): Promise<void> {
  let refused: unknown
  for (const document of documents)
    try {
      await collection.insertOne(document as never)
    } catch (error) {
      if (error instanceof mongo.MongoError && error.code === alreadyThere) continue
      if (error instanceof mongo.MongoError) throw error
      refused = error
    }
  if (refused) throw permanent(`an activity cannot be stored: ${(refused as Error).message}`)
}
