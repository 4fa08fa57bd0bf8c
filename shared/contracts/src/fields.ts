// The vocabulary of shapes on the wire: joi schemas that carry their TypeScript type, so that neither can drift from the other.
import Joi from 'joi'
import { textOfSize } from './characters.js'

declare const valueType: unique symbol
declare const presenceType: unique symbol

/** A joi schema that knows the type of what it accepts and whether it may be left out. */
export type Field<T, Presence extends 'required' | 'optional' = 'required'> = Joi.AnySchema & {
  readonly [valueType]?: T
  readonly [presenceType]?: Presence
}

export type Fields = Readonly<Record<string, Field<unknown, 'required' | 'optional'>>>

export type ValueOf<F> = F extends Field<infer T, 'required' | 'optional'> ? T : never

type OptionalNames<F extends Fields> = {
  [K in keyof F]: 'optional' extends NonNullable<F[K][typeof presenceType]> ? K : never
}[keyof F]

export type RequiredNames<F extends Fields> = Exclude<keyof F, OptionalNames<F>>

type Flat<T> = { [K in keyof T]: T[K] }

/** The object type that a set of fields describes. */
export type RecordOf<F extends Fields> = Flat<
  { [K in RequiredNames<F>]: ValueOf<F[K]> } & { [K in OptionalNames<F>]?: ValueOf<F[K]> }
>

const required = <T>(schema: Joi.AnySchema): Field<T> => schema.required() as Field<T>

/** The same field, but it may be left out; null stays refused. */
export const optional = <T>(field: Field<T>): Field<T, 'optional'> => field.optional() as Field<T, 'optional'>

/** The same field, but null is a value of its own. */
export const nullable = <T>(field: Field<T>): Field<T | null> => field.allow(null) as Field<T | null>

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what this keeps out.
const oneLine = /^[^\u0000-\u001f\u007f]*$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above, but tabs and line ends are part of prose.
const manyLines = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/

// What JSON Schema leaves to us: control characters of the second block, which terminals obey as well, and halves of
// surrogate pairs, which no database column of JSON takes.
const unprintable = /[\u0080-\u009f\p{Cs}]/u
const lineSeparators = /[\u2028\u2029]/

/** The same for documents, which no released version is compared by: halves of pairs apart, those patterns in full. */
export const patternsInFull: ReadonlyMap<string, string> = new Map([
  [oneLine.source, '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]*$'],
  [manyLines.source, '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]*$'],
])

const textOf = (pattern: RegExp, max: number, min: number): Field<string> => {
  const schema = textOfSize(min, max)
    .pattern(pattern, 'printable text')
    .custom((value: string, { error }) =>
      unprintable.test(value) || (pattern === oneLine && lineSeparators.test(value))
        ? error('string.pattern.name', { name: 'printable text' })
        : value,
    )
  return required(min === 0 ? schema.allow('') : schema)
}

/** One line of `min` to `max` characters, without the control characters that would end up in logs and mail headers. */
export const text = (max: number, min = 1): Field<string> => textOf(oneLine, max, min)

/** Text of several lines. */
export const prose = (max: number, min = 0): Field<string> => textOf(manyLines, max, min)

/** Text that must look a certain way; `shape` names the rule for whoever broke it. */
export const patterned = (pattern: RegExp, shape: string, max = 255): Field<string> =>
  required(Joi.string().max(max).pattern(pattern, shape))

export const uuid = (): Field<string> => required(Joi.string().guid({ separator: '-', wrapper: false }))

/** Addresses of local test networks are addresses too, hence no list of top-level domains. */
export const emailAddress = (): Field<string> => required(Joi.string().email({ tlds: false }).max(254))

/** A moment as RFC 3339 text in UTC, e.g. `2026-11-21T12:00:00.000Z`. */
export const instant = (): Field<string> =>
  required(
    Joi.string()
      .pattern(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/, 'RFC 3339 in UTC')
      .isoDate()
      .custom((value: string, { error }) => (isInCalendar(value) ? value : error('string.isoDate'))),
  )

/** A 31st of April passes for an ISO date, moves to the 1st of May in JavaScript and is an error in a database. */
function isInCalendar(moment: string): boolean {
  const time = Date.parse(moment)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(moment.slice(0, 10))
}

export const integer = (min: number, max = Number.MAX_SAFE_INTEGER): Field<number> =>
  required(Joi.number().integer().min(min).max(max))

/** A number that may have a fraction; money never is one. */
export const decimal = (min: number, max = Number.MAX_SAFE_INTEGER): Field<number> =>
  required(Joi.number().min(min).max(max))

export const flag = (): Field<boolean> => required(Joi.boolean())

export const oneOf = <const T extends string>(...values: readonly T[]): Field<T> =>
  required(Joi.string().valid(...values))

/** A list of `min` to `max` items; a required item would mean to joi that the list cannot be empty. */
export const listOf = <T>(item: Field<T>, max: number, min = 0): Field<T[]> => {
  const list = Joi.array().items(item.optional()).max(max)
  return required(min === 0 ? list : list.min(min))
}

/** The same, but nothing in it comes twice. */
export const setOf = <T>(item: Field<T>, max: number, min = 0): Field<T[]> =>
  (listOf(item, max, min) as Joi.ArraySchema).unique() as Field<T[]>

/** An object with exactly these fields. */
export const record = <F extends Fields>(fields: F): Field<RecordOf<F>> => required(Joi.object(fields))

/** An object with these fields; what else it has is passed over, where a standard wants that (RFC 6749, 3.2). */
export const openRecord = <F extends Fields>(fields: F): Field<RecordOf<F>> =>
  required(Joi.object(fields).unknown(true))

/** The same object, but of these fields, all optional, it has one and no other. */
export const exactlyOne = <T extends object>(shape: Field<T>, ...names: Array<keyof T & string>): Field<T> =>
  (shape as Joi.ObjectSchema).xor(...names) as Field<T>

/** An object whose keys are free within `keys`, at most `max` of them. */
export const dictionaryOf = <T>(
  keys: Field<string>,
  value: Field<T>,
  max: number,
): Field<Record<string, T>> => required(Joi.object().pattern(keys, value).max(max))

/** Any JSON object: for what is passed on but not understood here. */
export const freeObject = (): Field<Record<string, unknown>> => required(Joi.object().unknown(true))

/** A language, optionally with a region: `en`, `pt-BR`. */
export const localeTag = (): Field<string> =>
  patterned(/^[a-z]{2,3}(-[A-Z]{2})?$/, 'a locale such as en or pt-BR', 6)

/** An area of the time zone database, and one that exists. */
export const timeZone = (): Field<string> =>
  patterned(
    /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/,
    'a time zone such as Europe/London',
    64,
  ).custom((value: string, { error }) =>
    isTimeZone(value) ? value : error('any.custom', { error: new Error('there is no such time zone') }),
  )

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
