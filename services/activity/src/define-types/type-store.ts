// Types that somebody has described: what their properties look like, and since when.
import { isDuplicate, type Models } from '@eventflow/runtime/mongo'
import type { schemas } from '../schemas.js'

export interface DescribedType {
  type: string
  description: string
  schema: Record<string, unknown>
  version: number
  updatedAt: Date
}

export interface TypeStore {
  list(): Promise<DescribedType[]>
  find(type: string): Promise<DescribedType | undefined>
  /** False where somebody else was faster, or where there are as many as there may be. */
  save(described: DescribedType): Promise<boolean>
  remove(type: string): Promise<void>
}

/** Each is compiled and kept by every replica. */
export const typesAtMost = 500

export function typeStore({
  models: { types },
}: {
  models: Pick<Models<typeof schemas>, 'types'>
}): TypeStore {
  const describedOf = ({ _id: type, description, schema, version, updatedAt }: Stored): DescribedType => ({
    ...{ type, description, version, updatedAt },
    // As text: its words may begin with $, which field names of documents had better not.
    schema: JSON.parse(schema) as Record<string, unknown>,
  })
  return {
    list: async () => {
      const found = await types.find().sort({ _id: 1 }).limit(typesAtMost).lean<Stored[]>()
      return found.map(describedOf)
    },
    find: async (_id) => {
      const found = await types.findOne({ _id }).lean<Stored>()
      return found ? describedOf(found) : undefined
    },
    save: async ({ type: _id, schema, version, ...facts }) => {
      const document = { ...facts, version, schema: JSON.stringify(schema) }
      if (version > 1)
        return (await types.updateOne({ _id, version: version - 1 }, document)).matchedCount === 1
      if ((await types.countDocuments()) >= typesAtMost) return false
      try {
        await types.create({ _id, ...document })
        return true
      } catch (error) {
        if (isDuplicate(error)) return false
        throw error
      }
    },
    remove: async (_id) => {
      await types.deleteOne({ _id })
    },
  }
}

interface Stored extends Omit<DescribedType, 'type' | 'schema'> {
  _id: string
  schema: string
}
