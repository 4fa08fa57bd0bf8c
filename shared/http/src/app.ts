// Makes an Express app out of routes: who may, what shape, what answer; the same pipeline for every route of every service.
import { currentContext, type Health, type Logger } from '@eventflow/runtime'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import type { Registry } from 'prom-client'
import { type Answer, send } from './answer.js'
import { type Caller, mayCall } from './caller.js'
import { createEdge, routePattern } from './edge.js'
import { Forbidden, MethodNotAllowed, NotFound, TooSlow, Unauthenticated } from './errors.js'
import { fingerprintOf, type IdempotencyStore, idempotencyKeyOf, onceByKey } from './idempotency.js'
import { openApiOf } from './openapi.js'
import { unlessKnown } from './precondition.js'
import { preferredWaitSeconds } from './prefer.js'
import { addMetrics, addProbes } from './probes.js'
import { sendProblem } from './problem.js'
import { bodyReader, type ReadBody } from './read-body.js'
import type { Route } from './route.js'
import { readSyncToken, type WrittenMessage, waitForMessages, writeSyncToken } from './sync-token.js'
import { createValidator, type RawRequest } from './validate.js'
import { bearerOf, type VerifyToken } from './verify-token.js'

export interface AppParts {
  name: string
  routes: readonly Route[]
  logger: Logger
  health: Health
  metrics: Registry
  http: { bodyLimitBytes: number; answerWithinMs: number; trustedHops: number }
  /** Needed as soon as one route is not for anyone. */
  verifyToken?: VerifyToken
  /** Needed as soon as one route takes an Idempotency-Key. */
  idempotency?: IdempotencyStore
  /** How many of these messages this service has yet to handle; without it, Sync-Tokens are answered at once. */
  pending?: (messages: readonly WrittenMessage[]) => Promise<number>
}

interface Endpoint {
  route: Route
  validate: (raw: RawRequest) => RawRequest
}

interface Pipeline extends AppParts {
  readBody: ReadBody
}

/** How long a read waits for its projection when the caller does not say. */
const syncWaitSeconds = 2

export function createApp(parts: AppParts): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('query parser', 'simple')
  app.set('trust proxy', parts.http.trustedHops)
  app.use(createEdge(parts))
  const pipeline: Pipeline = { ...parts, readBody: bodyReader(parts.http.bodyLimitBytes) }
  for (const [path, endpoints] of endpointsByPath(parts.routes)) addPath(app, pipeline, { path, endpoints })
  const document = openApiOf(parts.name, parts.routes)
  addProbes(app, { health: parts.health, document: async () => document })
  addMetrics(app, parts.metrics)
  app.use(async (request: Request, response: Response) => {
    // Nothing is said about which addresses exist to somebody who has not said who they are.
    if (request.path.startsWith('/v1/') && parts.verifyToken)
      await callerOf(parts, bearerOf(request.headers.authorization), true)
    sendProblem(response, NotFound(), parts.logger)
  })
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) =>
    sendProblem(response, error, parts.logger),
  )
  return app
}

function endpointsByPath(routes: readonly Route[]): Map<string, Map<string, Endpoint>> {
  const paths = new Map<string, Map<string, Endpoint>>()
  for (const route of routes) {
    const methods = paths.get(route.path) ?? new Map<string, Endpoint>()
    methods.set(route.method.toUpperCase(), { route, validate: createValidator(route) })
    paths.set(route.path, methods)
  }
  return paths
}

interface Path {
  path: string
  endpoints: Map<string, Endpoint>
}

function addPath(app: Express, pipeline: Pipeline, { path, endpoints }: Path): void {
  const allowed = [...endpoints.keys()]
  const guarded = [...endpoints.values()].every(({ route }) => route.who !== 'anyone')
  app.all(path.replace(/\{(\w+)\}/g, ':$1'), async (request: Request, response: Response) => {
    Object.assign(response, { [routePattern]: path })
    const endpoint = endpoints.get(request.method === 'HEAD' ? 'GET' : request.method)
    try {
      // In this order: 401, 405, 403, 415 and 400, 422, and then what the route itself answers.
      const token = bearerOf(request.headers.authorization)
      const needed = endpoint ? endpoint.route.who !== 'anyone' : guarded
      const caller = token || needed ? await callerOf(pipeline, token, needed) : undefined
      if (!endpoint) throw MethodNotAllowed({ headers: { allow: allowed.join(', ') } })
      if (!mayCall(endpoint.route.who, caller)) throw Forbidden()
      await answer(pipeline, endpoint, { request, response, caller })
    } catch (error) {
      sendProblem(response, error, pipeline.logger)
    }
  })
}

/** The caller of a request; on a route for anyone a bad token is as good as none. */
async function callerOf(
  parts: AppParts,
  token: string | undefined,
  needed: boolean,
): Promise<Caller | undefined> {
  if (token === undefined || !parts.verifyToken) {
    if (needed) throw Unauthenticated({ headers: { 'www-authenticate': 'Bearer' } })
    return undefined
  }
  if (needed) return parts.verifyToken(token)
  return parts.verifyToken(token).catch(() => undefined)
}

interface Exchange {
  request: Request
  response: Response
  caller: Caller | undefined
}

async function answer(pipeline: Pipeline, endpoint: Endpoint, exchange: Exchange): Promise<void> {
  const { request, response, caller } = exchange
  const { route } = endpoint
  const context = currentContext()
  if (context && caller) context.sessionId = caller.sessionId
  const body = route.body ? await pipeline.readBody(request, response, route.bodyTypes) : undefined
  const checked = endpoint.validate({ params: request.params, query: request.query, body })
  if (route.method === 'get' && request.headers['sync-token'] !== undefined)
    await waitForProjection(pipeline, request, response)
  const handle = () =>
    route.handle({
      ...checked,
      caller,
      headers: request.headers,
      address: request.ip ?? '',
      userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
      waitSeconds: preferredWaitSeconds(request.headers.prefer),
    })
  const work = route.idempotency
    ? () => handleOnce(pipeline, { ...exchange, route, body: checked.body }, handle)
    : handle
  const answered = await withinLimit(pipeline, response, work)
  if (response.headersSent) return
  if (caller) response.setHeader('cache-control', 'private, no-cache')
  if (route.method !== 'get') response.setHeader('sync-token', writeSyncToken(context?.written ?? []))
  send(response, unlessKnown(answered, request.method, request.headers))
}

interface KeyedExchange extends Exchange {
  route: Route
  body: unknown
}

function handleOnce(
  { idempotency }: AppParts,
  keyed: KeyedExchange,
  handle: () => Promise<Answer>,
): Promise<Answer> {
  const { request, caller, route, body } = keyed
  const key = idempotencyKeyOf(request.get('idempotency-key'), route.idempotency ?? 'optional')
  if (key === undefined || !idempotency) return handle()
  const fingerprint = fingerprintOf(request.method, request.path, body)
  return onceByKey(idempotency, { owner: caller?.userId ?? request.ip ?? '', key, fingerprint }, handle)
}

/** The work itself cannot be stopped: its late answer finds the response sent, and the caller knows that the outcome is unknown. */
async function withinLimit(
  { http, logger }: AppParts,
  response: Response,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const tooSlow = () => sendProblem(response, TooSlow({ retryAfterSeconds: 5 }), logger)
  const timer = setTimeout(tooSlow, http.answerWithinMs)
  try {
    return await work()
  } finally {
    clearTimeout(timer)
  }
}

async function waitForProjection({ pending }: AppParts, request: Request, response: Response): Promise<void> {
  const token = request.get('sync-token')
  if (token === undefined || !pending) return
  const messages = readSyncToken(token)
  const preferred = preferredWaitSeconds(request.headers.prefer)
  const left = await waitForMessages(() => pending(messages), (preferred || syncWaitSeconds) * 1_000)
  if (left > 0) response.setHeader('sync-lag', String(left))
}
