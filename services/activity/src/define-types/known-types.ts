// The checks of described types, kept at hand: a post asks no database. What is changed elsewhere is known here a moment later.
import { keepDoing, type Logger, type Resource } from '@eventflow/runtime'
import { type CheckProperties, compileSchema } from './compile-schema.js'
import type { DescribedType, TypeStore } from './type-store.js'

export interface KnownTypes extends Resource {
  /** Nothing for types that nobody has described: they may have any properties. */
  checkOf(type: string): CheckProperties | undefined
  refresh(): Promise<void>
}

interface Known {
  /** A version may come again after its type was forgotten; a moment does not. */
  updatedAtMs: number
  check: CheckProperties
}

interface KnownParts {
  types: Pick<TypeStore, 'list'>
  logger: Logger
}

const refreshEveryMs = 2_000

export async function knowTypes({ types, logger }: KnownParts): Promise<KnownTypes> {
  let known = new Map<string, Known>()
  const refresh = async () => {
    const found = await types.list()
    known = new Map(found.flatMap((described) => entryOf(described, known)))
  }
  await refresh()
  const rounds = { everyMs: refreshEveryMs, failed: 'described types cannot be read just now', logger }
  const { close } = keepDoing(refresh, rounds)
  return { checkOf: (type) => known.get(type)?.check, refresh, close }
}

function entryOf(
  { type, updatedAt, schema }: DescribedType,
  known: ReadonlyMap<string, Known>,
): Array<[string, Known]> {
  const before = known.get(type)
  const updatedAtMs = updatedAt.getTime()
  if (before?.updatedAtMs === updatedAtMs) return [[type, before]]
  const compiled = compileSchema(schema)
  return 'check' in compiled ? [[type, { updatedAtMs, check: compiled.check }]] : []
}
