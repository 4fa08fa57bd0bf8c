// Whether a changed shape may still be called the same version: old messages stay readable, old readers understand new messages.

type Schema = Readonly<Record<string, unknown>>

/** What would break if `current` replaced `released` under the same version number; empty when nothing would. */
export function incompatibilities(released: Schema, current: Schema, path = ''): string[] {
  const at = path === '' ? 'the event' : path
  return [
    ...typeProblems(released, current, at),
    ...enumProblems(released, current, at),
    ...otherProblems(released, current, at),
    ...fieldProblems(released, current, path),
    ...itemProblems(released, current, path),
    ...valueProblems(released, current, path),
  ]
}

/** The fields that `current` has and `released` had not, where the rules above allow them: each may be missing. */
export function additions(released: Schema, current: Schema, path = ''): string[] {
  const [before, after] = [nested(released.properties), nested(current.properties)]
  const inFields = Object.keys(after).flatMap((name) => {
    const at = path === '' ? name : `${path}.${name}`
    return Object.hasOwn(before, name) ? additions(nested(before[name]), nested(after[name]), at) : [at]
  })
  const values = nested(current.patternProperties)
  const inValues = Object.keys(values).flatMap((pattern) =>
    additions(
      nested(nested(released.patternProperties)[pattern]),
      nested(values[pattern]),
      `${path}{${pattern}}`,
    ),
  )
  const inItems =
    current.items === undefined ? [] : additions(nested(released.items), nested(current.items), `${path}[]`)
  return [...inFields, ...inValues, ...inItems]
}

const listed = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value]

const nested = (value: unknown): Schema =>
  typeof value === 'object' && value !== null ? (value as Schema) : {}

const without = (values: unknown[], others: unknown[]): unknown[] =>
  values.filter((value) => !others.includes(value))

function typeProblems(released: Schema, current: Schema, at: string): string[] {
  const [before, after] = [listed(released.type), listed(current.type)]
  return without(before, after).length > 0 || without(after, before).length > 0
    ? [`${at}: the type changed from ${before.join('|') || 'any'} to ${after.join('|') || 'any'}`]
    : []
}

function enumProblems(released: Schema, current: Schema, at: string): string[] {
  const [before, after] = [listed(released.enum), listed(current.enum)]
  if (current.enum === undefined)
    return before.length === 0 ? [] : [`${at}: older readers accept only ${before.join(', ')}`]
  if (released.enum === undefined) return [`${at}: now only ${after.join(', ')} is accepted`]
  const [lost, gained] = [without(before, after), without(after, before)]
  return [
    ...(lost.length > 0 ? [`${at}: ${lost.join(', ')} is no longer accepted`] : []),
    ...(gained.length > 0 ? [`${at}: older readers do not know ${gained.join(', ')}`] : []),
  ]
}

/** What has a rule of its own above or below, and what only describes. */
const judgedElsewhere = ['type', 'enum', 'properties', 'required', 'items', 'patternProperties']
const describing = ['title', 'description', 'examples', 'default', 'deprecated', '$schema', '$id', '$comment']

/**
 * Bounds, patterns, formats and whatever else there may be: tighter refuses old messages, wider sends what older
 * readers refuse, so every change needs a new version. A word of JSON Schema that is not known here is judged as well.
 */
function otherProblems(released: Schema, current: Schema, at: string): string[] {
  const words = new Set([...Object.keys(released), ...Object.keys(current)])
  const shown = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none'))
  return without([...words], [...judgedElsewhere, ...describing])
    .map((word) => ({ word, before: shown(released[String(word)]), after: shown(current[String(word)]) }))
    .filter(({ before, after }) => before !== after)
    .map(({ word, before, after }) => `${at}: ${word} changed from ${before} to ${after}`)
}

function fieldProblems(released: Schema, current: Schema, path: string): string[] {
  const before = nested(released.properties)
  const after = nested(current.properties)
  const wasRequired = listed(released.required)
  const isRequired = listed(current.required)
  const placeOf = (name: unknown) => (path === '' ? String(name) : `${path}.${name}`)
  const problems: string[] = []
  for (const name of Object.keys(before)) {
    const at = placeOf(name)
    if (!Object.hasOwn(after, name)) problems.push(`${at}: the field is gone`)
    else problems.push(...incompatibilities(nested(before[name]), nested(after[name]), at))
    if (wasRequired.includes(name) && Object.hasOwn(after, name) && !isRequired.includes(name))
      problems.push(`${at}: older readers still require it`)
  }
  for (const name of without(isRequired, wasRequired))
    problems.push(`${placeOf(name)}: older messages do not have it`)
  return problems
}

function itemProblems(released: Schema, current: Schema, path: string): string[] {
  if (released.items === undefined && current.items === undefined) return []
  return incompatibilities(nested(released.items), nested(current.items), `${path}[]`)
}

/** The values of a dictionary, by the pattern of their keys. */
function valueProblems(released: Schema, current: Schema, path: string): string[] {
  const before = nested(released.patternProperties)
  const after = nested(current.patternProperties)
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((pattern) =>
    incompatibilities(nested(before[pattern]), nested(after[pattern]), `${path}{${pattern}}`),
  )
}
