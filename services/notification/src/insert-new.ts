// Inserts what is not there yet: ids follow from what is stored, so what is there already is the same.
import type { Model } from 'mongoose'

const duplicateKey = 11000

interface Refused {
  writeErrors?: ReadonlyArray<{ code: number }>
}

/** Answers how many were new. */
export async function insertNew(
  model: Pick<Model<never>, 'collection'>,
  documents: readonly object[],
): Promise<number> {
  if (documents.length === 0) return 0
  try {
    return (await model.collection.insertMany(documents as never[], { ordered: false })).insertedCount
  } catch (error) {
    const { writeErrors = [] } = error as Refused
    if (writeErrors.length === 0 || writeErrors.some(({ code }) => code !== duplicateKey)) throw error
    return documents.length - writeErrors.length
  }
}
