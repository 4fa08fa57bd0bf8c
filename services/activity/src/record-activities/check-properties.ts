// What the properties of an activity may be: small, shallow, printable, with names that mean nothing to a database or a language.
import type { FieldProblem } from '@eventflow/runtime'

const levelsAtMost = 8
const bytesAtMost = 8_192
/** Each of them is an entry in two indexes. */
const valuesAtMost = 200
const nameAtMost = 100

/** Names that a careless copy of the object would obey. */
const obeyed = new Set(['__proto__', 'constructor', 'prototype'])
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what this keeps out.
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\p{Cs}]/u
const lineEnds = /[\t\n\r\u2028\u2029]/

interface Place {
  /** 1 for what stands in the properties themselves. */
  level: number
  pointer: string
  /** Items of lists have none. */
  name?: string
  value: unknown
}

/** The first that is found. By hand and not by recursion, so that depth costs no stack. */
export function propertyProblem({ properties }: { properties?: unknown }): FieldProblem | undefined {
  if (properties === undefined) return undefined
  const all = { level: 0, pointer: '/properties', value: properties }
  if (Buffer.byteLength(JSON.stringify(properties)) > bytesAtMost)
    return problemAt(all, 'PROPERTIES_TOO_LARGE')
  const waiting = below(all)
  let values = 0
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const code = wrongName(place) ?? wrongValue(place)
    if (code) return problemAt(place, code)
    if (isNested(place.value)) waiting.push(...below(place))
    else values++
  }
  return values > valuesAtMost ? problemAt(all, 'TOO_MANY_PROPERTIES') : undefined
}

const details = {
  PROPERTIES_TOO_LARGE: 'Properties have 8,192 bytes at the most.',
  PROPERTIES_TOO_DEEP: 'Properties have 8 levels at the most.',
  TOO_MANY_PROPERTIES: 'Properties have 200 values at the most.',
  PROPERTY_NAME: 'A name has 1 to 100 printable characters, no dot, and does not begin with $.',
  UNPRINTABLE: 'Text has no control characters and no halves of characters.',
} as const

const problemAt = ({ pointer }: Place, code: keyof typeof details): FieldProblem => ({
  pointer,
  code,
  detail: details[code],
})

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null

function below({ level, pointer, value }: Place): Place[] {
  if (Array.isArray(value))
    return value.map((item, at) => ({
      level: level + 1,
      pointer: `${pointer}/${at}`,
      value: item as unknown,
    }))
  return Object.entries(value as object).map(([name, item]) => ({
    level: level + 1,
    pointer: `${pointer}/${name.slice(0, nameAtMost).replaceAll('~', '~0').replaceAll('/', '~1')}`,
    name,
    value: item as unknown,
  }))
}

/** A dot would be a path, and `$` an operator, to a database of documents. */
function wrongName({ name }: Place): 'PROPERTY_NAME' | undefined {
  if (name === undefined) return undefined
  const isRight = name !== '' && name.length <= nameAtMost && !/^\$|\./.test(name) && !obeyed.has(name)
  return isRight && !unprintable.test(name) && !lineEnds.test(name) ? undefined : 'PROPERTY_NAME'
}

function wrongValue({ level, value }: Place): 'UNPRINTABLE' | 'PROPERTIES_TOO_DEEP' | undefined {
  if (typeof value === 'string') return unprintable.test(value) ? 'UNPRINTABLE' : undefined
  return isNested(value) && level >= levelsAtMost ? 'PROPERTIES_TOO_DEEP' : undefined
}
