import assert from 'node:assert/strict'
import { integer, nullable, oneOf, optional, record, text, uuid } from '@eventflow/contracts'
import { createError } from '@eventflow/runtime'
import { ok } from './answer.js'
import { PreconditionRequired, Stale } from './errors.js'
import { mergeOpenApi, openApiOf } from './openapi.js'
import { type Route, route } from './route.js'

const ShipTaken = createError('SHIP_TAKEN', 'There is a ship of this name.', 409)
const handle = async () => ok({})
const shipShape = record({ id: uuid(), name: text(20), colour: nullable(oneOf('black', 'red')) })

const routes: Route[] = [
  route({
    method: 'get',
    path: '/v1/ships',
    summary: 'All ships.',
    tag: 'ships',
    who: 'user',
    query: { limit: optional(integer(1, 100)), harbour: text(20) },
    answers: { 200: { description: 'The ships.', body: record({ items: shipShape }) } },
    handle,
  }),
  route({
    method: 'post',
    path: '/v1/ships',
    summary: 'A new ship.',
    tag: 'ships',
    who: 'operator',
    body: record({ name: text(20) }),
    idempotency: 'required',
    example: { name: 'Fram' },
    answers: { 201: { description: 'The ship.', body: shipShape, example: { name: 'Fram' } } },
    refuses: [ShipTaken],
    handle,
  }),
  route({
    method: 'patch',
    path: '/v1/ships/{shipId}',
    summary: 'Changes a ship.',
    tag: 'ships',
    who: 'admin',
    params: { shipId: uuid() },
    freshSignIn: true,
    body: record({ name: optional(text(20)) }),
    bodyTypes: ['application/json', 'application/merge-patch+json'],
    idempotency: 'optional',
    answers: { 204: { description: 'Changed.' } },
    refuses: [Stale, PreconditionRequired],
    handle,
  }),
  route({
    method: 'get',
    path: '/v1/tides',
    summary: 'The tides.',
    tag: 'tides',
    who: 'anyone',
    query: { cursor: optional(text(20)) },
    answers: { 200: { description: 'The tides.' } },
    handle,
  }),
]

interface Content {
  schema: { required?: string[]; properties?: Record<string, object> }
  example?: unknown
}

interface Operation {
  operationId: string
  description?: string
  security: unknown[]
  parameters: Array<Record<string, unknown>>
  requestBody?: { required: boolean; content: Record<string, Content> }
  responses: Record<string, { description: string; content?: Record<string, Content> }>
}

const document = openApiOf('harbour', routes) as {
  openapi: string
  info: { title: string }
  paths: Record<string, Record<string, Operation>>
  components: { securitySchemes: object; schemas: { Problem: { required: string[] } } }
}

const operation = (method: string, path: string): Operation => {
  const found = document.paths[path]?.[method]
  assert.ok(found, `${method} ${path} is not documented`)
  return found
}

describe('the OpenAPI document of a service', () => {
  it('is one of version 3.1 that names the service', () => {
    assert.equal(document.openapi, '3.1.0')
    assert.equal(document.info.title, 'EventFlow harbour')
  })

  it('has every route, each with an operation id of its own', () => {
    const ids = routes.map(({ method, path }) => operation(method, path).operationId)
    assert.deepEqual(ids, ['getShips', 'postShips', 'patchShipsShipId', 'getTides'])
    const count = Object.values(document.paths).flatMap((methods) => Object.keys(methods)).length
    assert.equal(count, routes.length)
  })

  it('says where a token is needed, and for which role', () => {
    const tellings = routes.map(({ method, path }) => {
      const { security, description } = operation(method, path)
      return [security, description]
    })
    assert.deepEqual(tellings, [
      [[{ accessToken: [] }], undefined],
      [[{ accessToken: [] }], 'For the role operator.'],
      [
        [{ accessToken: [] }],
        'For the role admin. Wants the password to have been given lately; `POST /v1/auth/reauthenticate` does that.',
      ],
      [[], undefined],
    ])
    assert.deepEqual(document.components.securitySchemes, {
      accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    })
  })

  it('lists the parameters of the path and of the query with their shapes', () => {
    const { parameters } = operation('get', '/v1/ships')
    assert.deepEqual(
      parameters.filter((parameter) => parameter.in === 'query'),
      [
        {
          name: 'limit',
          in: 'query',
          required: false,
          schema: { type: 'integer', minimum: 1, maximum: 100 },
        },
        {
          name: 'harbour',
          in: 'query',
          required: true,
          schema: {
            type: 'string',
            minLength: 1,
            maxLength: 20,
            pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]*$',
          },
        },
      ],
    )
    assert.deepEqual(
      operation('patch', '/v1/ships/{shipId}').parameters.filter((parameter) => parameter.in === 'path'),
      [
        {
          name: 'shipId',
          in: 'path',
          required: true,
          schema: { type: 'string', minLength: 1, format: 'uuid' },
        },
      ],
    )
  })

  it('lists the headers that follow from what a route does', () => {
    const headersOf = (method: string, path: string) =>
      operation(method, path)
        .parameters.filter((parameter) => parameter.in === 'header')
        .map(({ name, required }) => [name, required])
    assert.deepEqual(headersOf('get', '/v1/ships'), [['Sync-Token', false]])
    assert.deepEqual(headersOf('post', '/v1/ships'), [['Idempotency-Key', true]])
    assert.deepEqual(headersOf('patch', '/v1/ships/{shipId}'), [
      ['Idempotency-Key', false],
      ['If-Match', true],
    ])
  })

  it('describes the body by its shape, under every type that is read, with its example', () => {
    const { requestBody } = operation('post', '/v1/ships')
    assert.equal(requestBody?.required, true)
    assert.deepEqual(requestBody?.content['application/json']?.example, { name: 'Fram' })
    assert.deepEqual(requestBody?.content['application/json']?.schema.required, ['name'])
    assert.deepEqual(Object.keys(operation('patch', '/v1/ships/{shipId}').requestBody?.content ?? {}), [
      'application/json',
      'application/merge-patch+json',
    ])
    assert.equal(operation('get', '/v1/tides').requestBody, undefined)
    // Every field may be left out, and so may the whole.
    assert.equal(operation('patch', '/v1/ships/{shipId}').requestBody?.required, false)
  })

  it('describes the answers by their shape and example', () => {
    const answer = operation('post', '/v1/ships').responses['201']
    assert.equal(answer?.description, 'The ship.')
    assert.deepEqual(answer?.content?.['application/json']?.example, { name: 'Fram' })
    const properties = answer?.content?.['application/json']?.schema.properties
    assert.deepEqual(properties?.colour, { type: ['string', 'null'], enum: ['black', 'red', null] })
    assert.deepEqual(operation('patch', '/v1/ships/{shipId}').responses['204'], { description: 'Changed.' })
  })

  it('lists the refusals that follow from what a route is, and its own, by status', () => {
    const refusals = (method: string, path: string) =>
      Object.fromEntries(
        Object.entries(operation(method, path).responses)
          .filter(([status]) => Number(status) >= 400)
          .map(([status, { description }]) => [status, description]),
      )
    assert.deepEqual(refusals('get', '/v1/tides'), {
      400: 'BAD_REQUEST, BAD_SYNC_TOKEN, BAD_CURSOR',
      422: 'INVALID_REQUEST',
      429: 'RATE_LIMITED',
      503: 'UNAVAILABLE, TOO_SLOW',
    })
    assert.deepEqual(refusals('post', '/v1/ships'), {
      400: 'BAD_REQUEST, MALFORMED_BODY, BODY_TOO_DEEP, IDEMPOTENCY_KEY_REQUIRED, IDEMPOTENCY_KEY_INVALID',
      401: 'UNAUTHENTICATED',
      403: 'FORBIDDEN',
      409: 'IDEMPOTENCY_KEY_IN_USE, SHIP_TAKEN',
      413: 'BODY_TOO_LARGE',
      415: 'UNSUPPORTED_MEDIA_TYPE',
      422: 'INVALID_REQUEST, IDEMPOTENCY_KEY_REUSED',
      429: 'RATE_LIMITED',
      503: 'UNAVAILABLE, TOO_SLOW',
    })
    assert.equal(refusals('patch', '/v1/ships/{shipId}')['403'], 'FORBIDDEN, REAUTHENTICATION_REQUIRED')
    assert.deepEqual(
      Object.keys(refusals('patch', '/v1/ships/{shipId}')).filter((status) => status.startsWith('4')),
      ['400', '401', '403', '409', '412', '413', '415', '422', '428', '429'],
    )
  })

  it('gives every refusal the shape of a problem', () => {
    const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
    for (const { method, path } of routes)
      for (const [status, answer] of Object.entries(operation(method, path).responses))
        if (Number(status) >= 400) assert.deepEqual(answer.content, content)
    assert.deepEqual(document.components.schemas.Problem.required, ['type', 'title', 'status', 'code'])
  })

  it('is plain JSON, the same each time', () => {
    assert.deepEqual(JSON.parse(JSON.stringify(document)), openApiOf('harbour', routes))
  })
})

describe('the document of several services', () => {
  it('has the paths of all of them, and the first one wins where two claim the same', () => {
    const [one, other] = [openApiOf('one', routes.slice(0, 2)), openApiOf('other', routes)]
    const merged = mergeOpenApi([one, other]) as typeof document
    assert.deepEqual(Object.keys(merged.paths).sort(), ['/v1/ships', '/v1/ships/{shipId}', '/v1/tides'])
    assert.equal(merged.info.title, 'EventFlow')
    assert.deepEqual(merged.paths['/v1/ships'], (one as typeof document).paths['/v1/ships'])
    assert.ok(merged.components.schemas.Problem)
  })

  it('is an empty one of no services', () => {
    assert.deepEqual((mergeOpenApi([]) as typeof document).paths, {})
  })
})
