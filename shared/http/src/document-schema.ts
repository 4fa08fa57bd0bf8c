// Fields as the OpenAPI document shows them: with the rules that the schema library keeps and does not tell.
import { type Field, jsonSchemaOf, patternsInFull } from '@eventflow/contracts'

type Json = Record<string, unknown>

/** What the library tells of a schema in its own words, as far as it is needed here. */
interface Described {
  keys?: Readonly<Record<string, Described>>
  dependencies?: ReadonlyArray<{ rel: string; peers: readonly string[] }>
}

export const documentSchemaOf = (field: Field<unknown, 'required' | 'optional'>): Json =>
  withChoices(withWholePatterns(jsonSchemaOf(field)) as Json, field.describe() as Described)

function withWholePatterns(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withWholePatterns)
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(
    Object.entries(node).map(([name, part]) => [
      name,
      name === 'pattern' && typeof part === 'string'
        ? (patternsInFull.get(part) ?? part)
        : withWholePatterns(part),
    ]),
  )
}

/** One of these fields and no other, which JSON Schema says as: exactly one of "needs this field" is true. */
function withChoices(schema: Json, { keys = {}, dependencies = [] }: Described): Json {
  const properties = (schema.properties ?? {}) as Record<string, Json>
  const parts = Object.entries(properties).map(([name, part]) => [name, withChoices(part, keys[name] ?? {})])
  const choices = dependencies
    .filter(({ rel }) => rel === 'xor')
    .map(({ peers }) => ({ oneOf: peers.map((name) => ({ required: [name] })) }))
  return {
    ...schema,
    ...(parts.length === 0 ? {} : { properties: Object.fromEntries(parts) as Json }),
    ...(choices.length === 0 ? {} : { allOf: choices }),
  }
}
