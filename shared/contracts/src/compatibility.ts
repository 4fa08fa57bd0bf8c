// Whether a changed shape may still be called the same version: old messages stay readable, old readers understand new messages.

type Schema = Readonly<Record<string, unknown>>

/** What would break if `current` replaced `released` under the same version number; empty when nothing would. */
export function incompatibilities(released: Schema, current: Schema, path = ''): string[] {
  const at = path === '' ? 'the event' : path
  return [
    ...typeProblems(released, current, at),
    ...boundProblems(released, current, at),
    ...fieldProblems(released, current, path),
    ...itemProblems(released, current, path),
  ]
}

const listed = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value]

const nested = (value: unknown): Schema =>
  typeof value === 'object' && value !== null ? (value as Schema) : {}

function typeProblems(released: Schema, current: Schema, at: string): string[] {
  const before = listed(released.type)
  const after = listed(current.type)
  const problems: string[] = []
  if (before.some((type) => !after.includes(type)) || after.some((type) => !before.includes(type)))
    problems.push(`${at}: the type changed from ${before.join('|') || 'any'} to ${after.join('|') || 'any'}`)
  for (const rule of ['format', 'pattern', 'const'] as const)
    if (released[rule] !== current[rule]) problems.push(`${at}: ${rule} changed`)
  for (const rule of ['patternProperties', 'additionalProperties', 'anyOf', 'oneOf', 'allOf', 'not'] as const)
    if (JSON.stringify(released[rule]) !== JSON.stringify(current[rule]))
      problems.push(`${at}: ${rule} changed`)
  const lost = listed(released.enum).filter((value) => !listed(current.enum).includes(value))
  const gained = listed(current.enum).filter((value) => !listed(released.enum).includes(value))
  if (current.enum !== undefined && lost.length > 0)
    problems.push(`${at}: ${lost.join(', ')} is no longer accepted`)
  if (released.enum !== undefined && gained.length > 0)
    problems.push(`${at}: older readers do not know ${gained.join(', ')}`)
  return problems
}

/** A tighter bound refuses old messages; a wider one sends what older readers refuse. Both need a new version. */
function boundProblems(released: Schema, current: Schema, at: string): string[] {
  const bounds = [
    'minLength',
    'maxLength',
    'minimum',
    'maximum',
    'minItems',
    'maxItems',
    'minProperties',
    'maxProperties',
  ]
  return bounds
    .filter((bound) => released[bound] !== current[bound])
    .map(
      (bound) => `${at}: ${bound} changed from ${released[bound] ?? 'none'} to ${current[bound] ?? 'none'}`,
    )
}

function fieldProblems(released: Schema, current: Schema, path: string): string[] {
  const before = nested(released.properties)
  const after = nested(current.properties)
  const wasRequired = listed(released.required)
  const isRequired = listed(current.required)
  const problems: string[] = []
  for (const name of Object.keys(before)) {
    const at = path === '' ? name : `${path}.${name}`
    if (!(name in after)) problems.push(`${at}: the field is gone`)
    else problems.push(...incompatibilities(nested(before[name]), nested(after[name]), at))
    if (wasRequired.includes(name) && name in after && !isRequired.includes(name))
      problems.push(`${at}: older readers still require it`)
  }
  for (const name of isRequired)
    if (!wasRequired.includes(name))
      problems.push(`${path === '' ? name : `${path}.${name}`}: older messages do not have it`)
  return problems
}

function itemProblems(released: Schema, current: Schema, path: string): string[] {
  if (released.items === undefined && current.items === undefined) return []
  return incompatibilities(nested(released.items), nested(current.items), `${path}[]`)
}
