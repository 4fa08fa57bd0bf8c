// Inserts what is not there yet: ids follow from what is stored, so what is there already is the same.
import type { Model } from 'mongoose'

const duplicateKey = 11000

interface Refused {
  writeErrors?: ReadonlyArray<{ code: number; index: number }>
}

/** Answers those that were new. */
export async function insertNew<D extends object>(
  model: Pick<Model<never>, 'collection'>,
  documents: readonly D[],
): Promise<D[]> {
  if (documents.length === 0) return []
  try {
    await model.collection.insertMany(documents as never[], { ordered: false })
    return [...documents]
  } catch (error) {
    const { writeErrors = [] } = error as Refused
    if (writeErrors.length === 0 || writeErrors.some(({ code }) => code !== duplicateKey)) throw error
    const known = new Set(writeErrors.map(({ index }) => index))
    return documents.filter((_, index) => !known.has(index))
  }
}
