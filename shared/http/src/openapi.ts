// The OpenAPI 3.1 document of a service, made from the same routes that answer.
import type { Field, Fields } from '@eventflow/contracts'
import type { ErrorKind } from '@eventflow/runtime'
import type Joi from 'joi'
import { documentSchemaOf } from './document-schema.js'
import * as errors from './errors.js'
import { oauthStatusOf } from './oauth-error.js'
import type { AnswerFacts, Route } from './route.js'

type Json = Record<string, unknown>

export function openApiOf(name: string, routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {}
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) }
  return {
    openapi: '3.1.0',
    info: { title: `EventFlow ${name}`, version: '1.0.0', license: { name: 'MIT', identifier: 'MIT' } },
    paths,
    components: {
      securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Problem: problemSchema },
    },
  }
}

function operationOf(route: Route): Json {
  const description = [
    ...(route.who === 'anyone' || route.who === 'user' ? [] : [`For the role ${route.who}.`]),
    ...(typeof route.clients === 'object' ? [`For programs with the scope ${route.clients.scope}.`] : []),
    ...(route.freshSignIn === undefined ? [] : [freshSignInSentence]),
  ].join(' ')
  return {
    operationId: operationIdOf(route),
    summary: route.summary,
    ...(description === '' ? {} : { description }),
    tags: [route.tag],
    security: route.who === 'anyone' ? [] : [{ accessToken: [] }],
    parameters: [
      ...parametersOf(route.params, 'path'),
      ...parametersOf(route.query, 'query'),
      ...familyOf(route.queryFamily),
      ...headersOf(route),
    ],
    ...(route.body ? { requestBody: requestBodyOf(route.body, route) } : {}),
    ...(route.rawBody ? { requestBody: { required: true, content: filesOf(route.rawBody.types) } } : {}),
    responses: { ...answersOf(route), ...refusalsOf(route) },
  }
}

const freshSignInSentence =
  'Wants the password to have been given lately; `POST /v1/auth/reauthenticate` does that.'

/** `POST /v1/auth/register` becomes `postAuthRegister`. */
const operationIdOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string =>
  method +
  path
    .split(/[^A-Za-z0-9]+/)
    .filter((part) => part !== '' && part !== 'v1')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')

function parametersOf(fields: Fields | undefined, place: 'path' | 'query'): Json[] {
  return Object.entries(fields ?? {}).map(([name, field]) => ({
    name,
    in: place,
    required: place === 'path' || (field as Joi.AnySchema)._flags.presence === 'required',
    schema: documentSchemaOf(field),
  }))
}

/** Spread out: each member of the object is a parameter of its own, named as the member is. */
const familyOf = (family: Route['queryFamily']): Json[] =>
  family
    ? [
        {
          name: family.prefix.replace(/\W+$/, ''),
          in: 'query',
          required: false,
          description: family.about,
          style: 'form',
          explode: true,
          schema: {
            type: 'object',
            propertyNames: { pattern: `^${family.prefix.replaceAll('.', '\\.')}(?:${family.rest.source})$` },
            additionalProperties: documentSchemaOf(family.value),
            maxProperties: family.atMost,
          },
        },
      ]
    : []

interface Header {
  description: string
  required?: boolean
  schema?: Json
}

const header = (name: string, { description, required = false, schema }: Header): Json => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string', minLength: 1, ...schema },
})

function headersOf(route: Route): Json[] {
  const codes = Object.keys(refusalsOf(route))
  return [
    ...(route.idempotency
      ? [
          header('Idempotency-Key', {
            description: 'The same key gets the stored answer.',
            required: route.idempotency === 'required',
            schema: { maxLength: 255, pattern: '^[ -~]*$' },
          }),
        ]
      : []),
    ...(codes.includes('428')
      ? [header('If-Match', { description: 'The ETag of what was read.', required: true })]
      : []),
    ...(route.method === 'get'
      ? [header('Sync-Token', { description: 'Waits until this write has arrived.' })]
      : []),
  ]
}

const requestBodyOf = (body: Field<unknown>, route: Route): Json => ({
  // No body counts as one without fields.
  required: body.validate({}).error !== undefined,
  content: Object.fromEntries(
    (route.bodyTypes ?? ['application/json']).map((type) => [
      type,
      { schema: documentSchemaOf(body), ...(route.example === undefined ? {} : { example: route.example }) },
    ]),
  ),
})

const answersOf = ({ answers }: Route): Json =>
  Object.fromEntries(
    Object.entries(answers).map(([status, facts]) => {
      const content = contentOf(facts)
      return [status, { description: facts.description, ...(content ? { content } : {}) }]
    }),
  )

function contentOf({ body, fileTypes, example }: AnswerFacts): Json | undefined {
  if (fileTypes) return filesOf(fileTypes)
  if (body === undefined && example === undefined) return undefined
  return {
    'application/json': {
      ...(body === undefined ? {} : { schema: documentSchemaOf(body) }),
      ...(example === undefined ? {} : { example }),
    },
  }
}

const filesOf = (types: readonly string[]): Json =>
  Object.fromEntries(types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]))

/** The refusals that follow from the facts of a route, and its own. */
function refusalsOf(route: Route): Json {
  const kinds: ErrorKind[] = [
    errors.BadRequest,
    errors.RateLimited,
    errors.Unavailable,
    errors.TooSlow,
    ...(route.method === 'get' ? [errors.BadSyncToken] : []),
    ...(route.query?.cursor ? [errors.BadCursor] : []),
    ...(route.who === 'anyone' ? [] : [errors.Unauthenticated]),
    ...(route.who === 'anyone' || (route.who === 'user' && route.clients === true) ? [] : [errors.Forbidden]),
    ...(route.freshSignIn === undefined ? [] : [errors.ReauthenticationRequired]),
    ...(route.body || route.rawBody
      ? [errors.MalformedBody, errors.BodyTooLarge, errors.UnsupportedMediaType]
      : []),
    ...(route.body ? [errors.BodyTooDeep] : []),
    errors.InvalidRequest,
    ...(route.idempotency === 'required' ? [errors.IdempotencyKeyRequired] : []),
    ...(route.idempotency
      ? [errors.IdempotencyKeyInvalid, errors.IdempotencyKeyInUse, errors.IdempotencyKeyReused]
      : []),
    ...(route.refuses ?? []),
  ]
  const byStatus = new Map<number, Set<string>>()
  for (const kind of kinds) {
    const status = route.errors === 'oauth' ? oauthStatusOf(kind) : kind.status
    byStatus.set(status, (byStatus.get(status) ?? new Set()).add(kind.code))
  }
  const content =
    route.errors === 'oauth'
      ? { 'application/json': { schema: oauthErrorSchema } }
      : { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [String(status), { description: [...codes].join(', '), content }]),
  )
}

/** RFC 6749, 5.2. */
const oauthErrorSchema = {
  type: 'object',
  required: ['error'],
  properties: { error: { type: 'string' }, error_description: { type: 'string' } },
}

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'code', 'detail'],
        properties: { pointer: { type: 'string' }, code: { type: 'string' }, detail: { type: 'string' } },
      },
    },
  },
}

/** One document out of those of several services; a path that two of them claim is the first one's. */
export function mergeOpenApi(documents: readonly Json[]): Json {
  const [first] = documents
  return {
    ...(first ?? {}),
    openapi: '3.1.0',
    info: { title: 'EventFlow', version: '1.0.0', license: { name: 'MIT', identifier: 'MIT' } },
    paths: Object.assign({}, ...documents.map(({ paths }) => paths as Json).reverse()) as Json,
  }
}
