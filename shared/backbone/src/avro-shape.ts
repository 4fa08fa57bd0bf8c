// The shape of an event in the words of Avro, made from its JSON Schema, with the way of its data there and back.

type JsonSchema = Readonly<Record<string, unknown>>

export type AvroSchema =
  | 'null'
  | 'boolean'
  | 'long'
  | 'double'
  | 'string'
  | readonly AvroSchema[]
  | { readonly type: 'enum'; readonly name: string; readonly symbols: readonly string[] }
  | { readonly type: 'array'; readonly items: AvroSchema }
  | { readonly type: 'map'; readonly values: AvroSchema }
  | { readonly type: 'record'; readonly name: string; readonly fields: readonly AvroField[] }

interface AvroField {
  readonly name: string
  readonly type: AvroSchema
  readonly doc?: string
}

export interface AvroShape {
  readonly schema: AvroSchema
  /** Data as the contract has them become what Avro writes, and the other way round. */
  readonly pack: (value: unknown) => unknown
  readonly unpack: (value: unknown) => unknown
}

const same = (value: unknown): unknown => value

/** What Avro has no words for travels as it does everywhere else. */
const asText: AvroShape = {
  schema: 'string',
  pack: (value) => JSON.stringify(value),
  unpack: (value) => JSON.parse(value as string) as unknown,
}

const plain = (schema: AvroSchema): AvroShape => ({ schema, pack: same, unpack: same })

const isAvroName = (name: string): boolean => /^[A-Za-z][A-Za-z0-9_]*$/.test(name)

/** `path` names the records and enums within: in Avro each has a name of its own. */
export function avroShapeOf(node: JsonSchema, path: string): AvroShape {
  const types = [node.type].flat()
  const [type, ...others] = types.filter((one) => one !== 'null')
  const shape = others.length === 0 ? shapeOfType(type, node, path) : asText
  return types.includes('null') && shape !== asText ? orNull(shape) : shape
}

function shapeOfType(type: unknown, node: JsonSchema, path: string): AvroShape {
  switch (type) {
    case 'boolean':
      return plain('boolean')
    case 'integer':
      return plain('long')
    case 'number':
      return plain('double')
    case 'string':
      return plain(wordsOf(node, path) ?? 'string')
    case 'array':
      return isObject(node.items) ? listShape(node.items, path) : asText
    case 'object':
      return objectShape(node, path)
    default:
      return asText
  }
}

const isObject = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Sorted, as the fields of a record are: their order in the contract means nothing and must change nothing. */
function wordsOf(node: JsonSchema, name: string): AvroSchema | undefined {
  if (!Array.isArray(node.enum)) return undefined
  const symbols = node.enum.filter((word): word is string => word !== null).sort()
  return symbols.every(isAvroName) ? { type: 'enum', name, symbols } : undefined
}

const orNull = ({ schema, pack, unpack }: AvroShape): AvroShape => ({
  schema: ['null', schema],
  pack: (value) => (value === null ? null : pack(value)),
  unpack: (value) => (value === null ? null : unpack(value)),
})

function listShape(node: JsonSchema, path: string): AvroShape {
  const item = avroShapeOf(node, `${path}.item`)
  return {
    schema: { type: 'array', items: item.schema },
    pack: (list) => (list as unknown[]).map(item.pack),
    unpack: (list) => (list as unknown[]).map(item.unpack),
  }
}

function objectShape(node: JsonSchema, path: string): AvroShape {
  if (node.additionalProperties !== false) return asText
  const patterns = Object.values((node.patternProperties ?? {}) as Record<string, JsonSchema>)
  const properties = (node.properties ?? {}) as Record<string, JsonSchema>
  const [values, ...others] = patterns
  if (!values) return recordShape(properties, (node.required ?? []) as string[], path)
  return others.length === 0 && Object.keys(properties).length === 0 ? dictionaryShape(values, path) : asText
}

function dictionaryShape(node: JsonSchema, path: string): AvroShape {
  const value = avroShapeOf(node, `${path}.value`)
  return {
    schema: { type: 'map', values: value.schema },
    pack: (dictionary) => eachOf(dictionary, value.pack),
    unpack: (dictionary) => eachOf(dictionary, value.unpack),
  }
}

const eachOf = (dictionary: unknown, change: (value: unknown) => unknown) =>
  Object.fromEntries(Object.entries(dictionary as object).map(([key, value]) => [key, change(value)]))

const optionalFields = '_optional'
const optionalDoc = 'What may be missing: by the name of the field, its value as JSON.'

/**
 * Within a version only fields that may be missing are ever added. So these are entries of a map, and the record stays
 * the same when one comes: a reader that does not know it yet can still read the message, and passes it over. What is
 * missing has no entry, and so differs from what is null.
 */
function recordShape(
  properties: Record<string, JsonSchema>,
  required: readonly string[],
  path: string,
): AvroShape {
  if (!required.every(isAvroName)) return asText
  const shapes = new Map(
    [...required].sort().map((name) => [name, avroShapeOf(properties[name] ?? {}, `${path}.${name}`)]),
  )
  const fields: AvroField[] = [...shapes].map(([name, { schema }]) => ({ name, type: schema }))
  const more: AvroField = { name: optionalFields, type: { type: 'map', values: 'string' }, doc: optionalDoc }
  return {
    schema: { type: 'record', name: path, fields: [...fields, more] },
    pack: (data) => packed(data as Record<string, unknown>, shapes),
    unpack: (record) => unpacked(record as Record<string, unknown>, shapes),
  }
}

function packed(
  data: Readonly<Record<string, unknown>>,
  shapes: ReadonlyMap<string, AvroShape>,
): Record<string, unknown> {
  const optional: Record<string, string> = {}
  const record: Record<string, unknown> = { [optionalFields]: optional }
  for (const name of Object.keys(data)) {
    const value = data[name]
    const shape = shapes.get(name)
    if (shape) record[name] = shape.pack(value)
    else if (value !== undefined) optional[name] = JSON.stringify(value)
  }
  return record
}

function unpacked(
  record: Record<string, unknown>,
  shapes: ReadonlyMap<string, AvroShape>,
): Record<string, unknown> {
  const data: Record<string, unknown> = {}
  for (const [name, shape] of shapes) data[name] = shape.unpack(record[name])
  for (const [name, value] of Object.entries(record[optionalFields] as Record<string, string>))
    data[name] = JSON.parse(value) as unknown
  return data
}
