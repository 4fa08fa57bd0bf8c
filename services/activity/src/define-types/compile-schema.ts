// A JSON Schema for the properties of a type as a check that says what is wrong and where; of words that are quick to check.
import type { FieldProblem } from '@eventflow/runtime'
import Ajv, { type ErrorObject } from 'ajv/dist/2020'
import type { Properties } from '../activity.js'

export type CheckProperties = (properties: Properties) => FieldProblem | undefined

/** No references, which could be circles, and no patterns, which could take for ever: whoever posts waits for the check. */
const allowed = new Set([
  ...['type', 'properties', 'required', 'additionalProperties', 'items', 'enum', 'const'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'],
  ...['title', 'description', '$schema'],
])
const levelsAtMost = 10
const bytesAtMost = 16_384

export type Compiled = { check: CheckProperties } | { problem: FieldProblem }

export function compileSchema(schema: Readonly<Record<string, unknown>>): Compiled {
  const objection = objectionTo(schema)
  if (objection) return { problem: objection }
  try {
    // One for each schema, since it keeps all that it has ever compiled.
    const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile({ type: 'object', ...schema })
    return {
      check: (properties) => (validate(properties) ? undefined : problemOf(validate.errors?.[0])),
    }
  } catch (error) {
    return { problem: problemAt('/schema', (error as Error).message.slice(0, 300)) }
  }
}

const problemAt = (pointer: string, detail: string): FieldProblem => ({ pointer, code: 'SCHEMA', detail })

interface Place {
  pointer: string
  schema: unknown
  level: number
}

function objectionTo(schema: unknown): FieldProblem | undefined {
  if (Buffer.byteLength(JSON.stringify(schema)) > bytesAtMost)
    return problemAt('/schema', 'A schema has 16,384 bytes at the most.')
  const waiting: Place[] = [{ pointer: '/schema', schema, level: 1 }]
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const { pointer, level } = place
    if (typeof place.schema === 'boolean') continue
    if (typeof place.schema !== 'object' || place.schema === null || Array.isArray(place.schema))
      return problemAt(pointer, 'A schema is an object, true or false.')
    if (level > levelsAtMost) return problemAt(pointer, 'A schema has 10 levels at the most.')
    const words = place.schema as Record<string, unknown>
    const unknown = Object.keys(words).find((word) => !allowed.has(word))
    if (unknown !== undefined)
      return problemAt(
        `${pointer}/${unknown.slice(0, 100)}`,
        `${unknown.slice(0, 100)} is not understood here.`,
      )
    waiting.push(...below(words, pointer, level + 1))
  }
  return undefined
}

function below(words: Record<string, unknown>, pointer: string, level: number): Place[] {
  const { properties = {}, items, additionalProperties } = words
  const named = typeof properties === 'object' && properties !== null ? Object.entries(properties) : []
  return [
    ...named.map(([name, schema]) => ({
      pointer: `${pointer}/properties/${name}`,
      schema: schema as unknown,
      level,
    })),
    ...(items === undefined ? [] : [{ pointer: `${pointer}/items`, schema: items, level }]),
    ...(additionalProperties === undefined
      ? []
      : [{ pointer: `${pointer}/additionalProperties`, schema: additionalProperties, level }]),
  ]
}

/** `maxLength` becomes `SCHEMA_MAX_LENGTH`; what is missing or too much is pointed at itself. */
function problemOf(error: ErrorObject | undefined): FieldProblem {
  const { instancePath = '', keyword = 'unknown', message = 'is not right', params = {} } = error ?? {}
  const name = (params.missingProperty ?? params.additionalProperty) as string | undefined
  const below = name === undefined ? '' : `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
  return {
    pointer: `/properties${instancePath}${below}`,
    code: `SCHEMA_${keyword.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()}`,
    detail: `It ${message}.`.slice(0, 300),
  }
}
