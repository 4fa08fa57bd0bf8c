// What joi would take as it is, told in a fraction of its time; whatever is doubtful is left to joi, and so are all words about it.
import Joi from 'joi'
import { isOfSize } from './characters.js'

/** True only where joi has nothing to say against the value and nothing to change about it. */
export type Accepts = (value: unknown) => boolean

interface Rule {
  name: string
  args?: Readonly<Record<string, unknown>>
}

/** What joi tells of a schema, as far as the words of our shapes use it. */
interface Described {
  type?: string
  flags?: Readonly<Record<string, unknown>>
  allow?: readonly unknown[]
  rules?: readonly Rule[]
  keys?: Readonly<Record<string, Described>>
  patterns?: ReadonlyArray<{ schema?: Described; rule: Described }>
  items?: readonly Described[]
  dependencies?: ReadonlyArray<{ rel: string; peers: readonly string[]; options?: unknown }>
}

/** Thrown inside of this file: a schema with something that is not understood here is joi's alone. */
class NotUnderstood extends Error {}

/** Nothing for a schema that says more than is understood here. */
export function acceptsOf(schema: Joi.Schema): Accepts | undefined {
  try {
    return checkOf(schema.describe() as Described)
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined
    throw error
  }
}

const understood: Readonly<Record<string, readonly string[]>> = {
  part: ['type', 'flags', 'allow', 'rules', 'keys', 'patterns', 'items', 'dependencies'],
  flag: ['presence', 'only', 'unknown'],
}

function assertUnderstood(kind: string, names: readonly string[]): void {
  for (const name of names) if (!understood[kind]?.includes(name)) throw new NotUnderstood(`${kind} ${name}`)
}

function checkOf(described: Described): Accepts {
  const { type = '', flags = {}, allow = [] } = described
  assertUnderstood('part', Object.keys(described))
  assertUnderstood('flag', Object.keys(flags))
  if (allow.some((value) => typeof value === 'object' && value !== null)) throw new NotUnderstood('a value')
  const isAllowed = (value: unknown) => allow.includes(value)
  if (flags.only) return isAllowed
  const kind = kinds[type]
  if (!kind) throw new NotUnderstood(`type ${type}`)
  const accepts = kind(described)
  return allow.length === 0 ? accepts : (value) => accepts(value) || isAllowed(value)
}

const kinds: Readonly<Record<string, (described: Described) => Accepts>> = {
  string: ({ rules = [] }) => {
    const keep = rules.map(stringRule)
    return (value) => typeof value === 'string' && value !== '' && keep.every((keeps) => keeps(value))
  },
  number: ({ rules = [] }) => {
    const keep = rules.map(numberRule)
    return (value) =>
      typeof value === 'number' &&
      Math.abs(value) <= Number.MAX_SAFE_INTEGER &&
      !Object.is(value, -0) &&
      keep.every((keeps) => keeps(value))
  },
  boolean: ({ rules = [] }) => {
    if (rules.length > 0) throw new NotUnderstood('a rule of booleans')
    return (value) => typeof value === 'boolean'
  },
  array: ({ rules = [], items = [] }) => {
    const [item] = items
    if (!item || items.length > 1 || item.flags?.presence === 'required') throw new NotUnderstood('items')
    const [accepts, isOfSize] = [checkOf(item), sizeOf(rules)]
    return (value) => Array.isArray(value) && isOfSize(value.length) && every(value, accepts)
  },
  object: (described) => {
    if (described.keys && !described.patterns && !described.flags?.unknown) return recordOf(described)
    if (described.patterns && !described.keys) return dictionaryOf(described)
    if (!described.flags?.unknown || described.keys || described.rules) throw new NotUnderstood('an object')
    return (value) => isPlain(value)
  },
}

/** Not `every` of the list itself, which passes over holes. */
function every(list: readonly unknown[], accepts: Accepts): boolean {
  for (const item of list) if (!accepts(item)) return false
  return true
}

/** As JSON has them. joi copies what it takes, and the copy of anything else differs, as that of a field of this name does. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Object.hasOwn(value, '__proto__')) return false
  return Object.getPrototypeOf(value) === Object.prototype
}

/** Exactly these fields: one more, or one that is there and undefined, is for joi to judge. */
function recordOf({ keys = {}, rules, dependencies = [] }: Described): Accepts {
  if (rules) throw new NotUnderstood('a rule of records')
  const fields = Object.entries(keys).map(([name, field]) => ({
    name,
    accepts: checkOf(field),
    isRequired: field.flags?.presence === 'required',
  }))
  const choices = dependencies.map(({ rel, peers, options }) => {
    if (rel !== 'xor' || options || peers.some((peer) => peer.includes('.')))
      throw new NotUnderstood('a choice')
    return peers
  })
  return (value) => {
    if (!isPlain(value)) return false
    let known = 0
    for (const { name, accepts, isRequired } of fields) {
      const item = value[name]
      if (item === undefined && !isRequired) continue
      if (!accepts(item)) return false
      known++
    }
    const isOne = (peers: readonly string[]) => peers.filter((peer) => value[peer] !== undefined).length === 1
    return Object.keys(value).length === known && choices.every(isOne)
  }
}

function dictionaryOf({ patterns = [], rules = [], flags, dependencies }: Described): Accepts {
  const [pattern] = patterns
  if (!pattern?.schema || patterns.length > 1 || flags?.unknown || dependencies)
    throw new NotUnderstood('patterns')
  const [isKey, accepts, isOfSize] = [checkOf(pattern.schema), checkOf(pattern.rule), sizeOf(rules)]
  return (value) => {
    if (!isPlain(value)) return false
    const names = Object.keys(value)
    return isOfSize(names.length) && names.every((name) => isKey(name) && accepts(value[name]))
  }
}

const limitOf = ({ args = {} }: Rule): number => {
  if (typeof args.limit !== 'number' || Object.keys(args).length > 1) throw new NotUnderstood('a limit')
  return args.limit
}

function sizeOf(rules: readonly Rule[]): (size: number) => boolean {
  const keep = rules.map((rule) => {
    if (rule.name !== 'min' && rule.name !== 'max') throw new NotUnderstood(`rule ${rule.name}`)
    return numberRule(rule)
  })
  return (size) => keep.every((keeps) => keeps(size))
}

function numberRule(rule: Rule): (value: number) => boolean {
  if (rule.name === 'integer') return Number.isInteger
  if (rule.name !== 'min' && rule.name !== 'max') throw new NotUnderstood(`rule ${rule.name}`)
  const limit = limitOf(rule)
  return rule.name === 'min' ? (value) => value >= limit : (value) => value <= limit
}

const refused = Symbol('refused')
type Custom = (value: string, helpers: { error: () => unknown }) => unknown

function stringRule(rule: Rule): (value: string) => boolean {
  const { name, args = {} } = rule
  if (name === 'min' || name === 'max') {
    const keeps = numberRule(rule)
    return (value) => keeps(value.length)
  }
  if (name === 'characters') {
    const size = args as unknown as Parameters<typeof isOfSize>[1]
    return (value) => isOfSize(value, size)
  }
  if (name === 'pattern') {
    const [shape, { invert }] = [shapeOf(args.regex), (args.options ?? {}) as { invert?: boolean }]
    if (invert) throw new NotUnderstood('a pattern')
    return (value) => shape.test(value)
  }
  if (name === 'custom') {
    const keep = args.method as Custom
    return (value) => keep(value, { error: () => refused }) === value
  }
  return ruleOfJoi(name, args.options)
}

/** What is not worth saying again here: these rules alone, by joi. */
function ruleOfJoi(name: string, options: unknown): (value: string) => boolean {
  if (name === 'guid') return guidOf(options)
  if (name === 'isoDate') return isMoment
  const rules: Readonly<Record<string, () => Joi.Schema>> = {
    email: () => Joi.string().email(options as Joi.EmailOptions),
  }
  const schema = rules[name]?.()
  if (!schema) throw new NotUnderstood(`rule ${name}`)
  return (value) => schema.validate(value, { convert: false }).error === undefined
}

/** As nearly all moments are written, known by a look at it; of any other way joi is asked. */
const usualMoment =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?Z$/
const isoDate = Joi.string().isoDate()
const isMoment = (value: string): boolean =>
  usualMoment.test(value) || isoDate.validate(value, { convert: false }).error === undefined

function guidOf(options: unknown): (value: string) => boolean {
  const { separator, wrapper, ...more } = (options ?? {}) as Record<string, unknown>
  if (separator !== '-' || wrapper !== false || Object.keys(more).length > 0) throw new NotUnderstood('guid')
  return (value) => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value)
}

/** joi tells of a pattern as it is written. */
function shapeOf(written: unknown): RegExp {
  const [, source, flags] = /^\/(.+)\/([a-z]*)$/s.exec(String(written)) ?? []
  if (source === undefined || /[gy]/.test(flags ?? '')) throw new NotUnderstood('a pattern')
  return new RegExp(source, flags)
}
