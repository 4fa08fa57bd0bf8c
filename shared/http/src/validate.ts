// Checks what came in against the shapes of a route, and names every field that breaks a rule.
import { acceptsOf, type Field, type Fields } from '@eventflow/contracts'
import type { FieldProblem } from '@eventflow/runtime'
import Joi from 'joi'
import { InvalidRequest } from './errors.js'
import type { Route } from './route.js'

export interface RawRequest {
  params: unknown
  query: unknown
  body: unknown
}

/** Made once a route, since compiling a schema costs more than using it. */
export function createValidator(route: Route): (raw: RawRequest) => RawRequest {
  const params = schemaOf(route.params)
  const query = querySchemaOf(route)
  // Nothing expected and nothing sent, which is most requests: asking the library costs more than the rest of the check.
  const isPlain = !route.params && !route.query && !route.queryFamily && !route.body
  const body = route.judgesBody ? undefined : (route.body as Joi.AnySchema | undefined)
  return (raw) => {
    if (isPlain && isEmpty(raw.query)) return { params: {}, query: {}, body: undefined }
    const problems: FieldProblem[] = []
    const checked = {
      params: check(params, raw.params, { convert: true, place: 'path:', problems }),
      query: check(query, raw.query, { convert: true, place: 'query:', problems }),
      body: body ? check(body, raw.body ?? {}, { convert: false, place: '', problems }) : raw.body,
    }
    if (problems.length > 0)
      throw InvalidRequest({ errors: problems, detail: problems.map(({ detail }) => detail).join('; ') })
    return checked
  }
}

function isEmpty(query: unknown): boolean {
  for (const _ in query as object) return false
  return true
}

const schemaOf = (fields: Fields | undefined): Joi.AnySchema =>
  Joi.object((fields ?? {}) as Record<string, Field<unknown>>)

/** Names of a family are parameters like any other, but that nobody knows them all. */
function querySchemaOf({ query, queryFamily: family }: Route): Joi.AnySchema {
  const schema = Joi.object((query ?? {}) as Record<string, Field<unknown>>)
  if (!family) return schema
  const name = new RegExp(`^${escaped(family.prefix)}(?:${family.rest.source})$`)
  return schema.pattern(name, family.value, { matches: Joi.array().max(family.atMost) })
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Judges one value of many, in the same words as a body; nothing where all is well, which most of them are and costs little. */
export function judgeOf(shape: Field<unknown>): (value: unknown, place: string) => FieldProblem[] {
  const accepts = acceptsOf(shape) ?? (() => false)
  return (value, place) => {
    if (accepts(value)) return []
    const problems: FieldProblem[] = []
    check(shape, value, { convert: false, place: '', problems })
    return problems.map((problem) => ({ ...problem, pointer: place + problem.pointer }))
  }
}

interface Check {
  /** Text becomes numbers and booleans: right for addresses, wrong for JSON. */
  convert: boolean
  place: string
  problems: FieldProblem[]
}

const problemsAtMost = 50

function check(schema: Joi.AnySchema, value: unknown, { convert, place, problems }: Check): unknown {
  const { error, value: checked } = schema.validate(value, {
    abortEarly: false,
    convert,
    errors: { escapeHtml: false },
  })
  for (const { path, type, message } of (error?.details ?? []).slice(0, problemsAtMost))
    problems.push({ pointer: pointerOf(place, path), code: codeOf(type), detail: message.slice(0, 300) })
  return checked
}

/** A JSON pointer into the body, or the name of a parameter with its place. */
const pointerOf = (place: string, path: ReadonlyArray<string | number>): string =>
  place === ''
    ? path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
    : place + path.join('.')

/** `string.email` becomes `STRING_EMAIL`: stable, and readable without knowing the library. */
const codeOf = (type: string): string =>
  type
    .replace(/[^a-zA-Z]+/g, '_')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toUpperCase()
