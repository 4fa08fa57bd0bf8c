// Makes an Express app out of routes: who may, what shape, what answer; the same pipeline for every route of every service.
import { currentContext, type Health, instance, type Logger, nameRoute } from '@eventflow/runtime'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import type { Registry } from 'prom-client'
import { type Answer, noContent, send, withHeader } from './answer.js'
import { type Caller, mayCall } from './caller.js'
import { createEdge } from './edge.js'
import { Forbidden, MethodNotAllowed, NotFound, TooSlow, Unauthenticated } from './errors.js'
import { requireFreshSignIn } from './fresh-sign-in.js'
import { fingerprintOf, type IdempotencyStore, idempotencyKeyOf, onceByKey } from './idempotency.js'
import { asOAuthError } from './oauth-error.js'
import { openApiOf } from './openapi.js'
import { type Operations, operationRoutes } from './operations.js'
import { unlessKnown } from './precondition.js'
import { preferredWaitSeconds } from './prefer.js'
import { addMetrics, addProbes } from './probes.js'
import { asProblem, sendError, sendProblem } from './problem.js'
import { bodyReader, type ReadBody, readBytes } from './read-body.js'
import { readQuery } from './read-query.js'
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
  http: { bodyLimitBytes: number; answerWithinMs: number; trustedHops: number; freshSignInSeconds: number }
  /** Needed as soon as one route is not for anyone. */
  verifyToken?: VerifyToken
  /** Needed as soon as one route takes an Idempotency-Key. */
  idempotency?: IdempotencyStore
  /** Without it, Sync-Tokens are answered at once, and operators can ask nothing about messages. */
  backbone?: {
    /** How many of these messages this service has yet to handle. */
    pending(messages: readonly WrittenMessage[]): Promise<number>
    operations: Operations | undefined
  }
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
  refuseIncomplete(parts)
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('query parser', readQuery)
  app.set('trust proxy', parts.http.trustedHops)
  app.use(createEdge(parts))
  const pipeline: Pipeline = { ...parts, readBody: bodyReader(parts.http.bodyLimitBytes) }
  const internal = parts.backbone?.operations ? operationRoutes(parts.backbone.operations) : []
  for (const [path, endpoints] of endpointsByPath([...parts.routes, ...internal]))
    addPath(app, pipeline, { path, endpoints })
  const document = openApiOf(parts.name, parts.routes)
  addProbes(app, { health: parts.health, document: async () => document, instance })
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

/** A promise of a route that nothing keeps would be found out by the first caller who relies on it. */
function refuseIncomplete({ routes, verifyToken, idempotency }: AppParts): void {
  for (const { method, path, who, idempotency: takesKeys } of routes) {
    const needs = (what: string) =>
      new Error(`${method.toUpperCase()} ${path} needs ${what}: give it to createApp`)
    if (who !== 'anyone' && !verifyToken) throw needs('a verifier of tokens')
    if (takesKeys && !idempotency) throw needs('a store of Idempotency-Keys')
  }
}

/** In the order of the alphabet, where `{` comes after every letter: `/things/new` is found before `/things/{id}` takes it. */
function endpointsByPath(routes: readonly Route[]): Array<[string, Map<string, Endpoint>]> {
  const paths = new Map<string, Map<string, Endpoint>>()
  for (const route of routes) {
    const methods = paths.get(route.path) ?? new Map<string, Endpoint>()
    methods.set(route.method.toUpperCase(), { route, validate: createValidator(route) })
    paths.set(route.path, methods)
  }
  return [...paths].sort(([one], [other]) => (one < other ? -1 : 1))
}

interface Path {
  path: string
  endpoints: Map<string, Endpoint>
}

function addPath(app: Express, pipeline: Pipeline, { path, endpoints }: Path): void {
  const guarded = [...endpoints.values()].every(({ route }) => route.who !== 'anyone')
  const methods = [...endpoints.keys(), ...(endpoints.has('GET') ? ['HEAD'] : []), 'OPTIONS']
  const allow = methods.sort().join(', ')
  // One layer for all methods; `app.all` would add one for each of the thirty-five that there are.
  const expressRoute = app.route(path.replace(/\{(\w+)\}/g, ':$1'))
  expressRoute.all((request: Request, response: Response, next: NextFunction) => {
    nameRoute(path)
    const endpoint = endpoints.get(request.method === 'HEAD' ? 'GET' : request.method)
    const answered = endpoint
      ? answer(pipeline, endpoint, { request, response })
      : answerOtherMethod(pipeline, { request, response }, { guarded, allow })
    // Only when a problem itself cannot be sent; it must not end the process.
    answered.catch(next)
  })
}

interface Exchange {
  request: Request
  response: Response
}

/** In this order: 401, 403, 415 and 400, 422, and then what the route itself answers. One function, since every promise costs. */
async function answer(pipeline: Pipeline, { route, validate }: Endpoint, exchange: Exchange): Promise<void> {
  const { request, response } = exchange
  const told = route.errors === 'oauth' ? asOAuthError : asProblem
  const fail = (error: unknown) => sendError(response, error, { logger: pipeline.logger, told })
  const tooSlow = () => fail(TooSlow({ retryAfterSeconds: 5 }))
  // The work itself cannot be stopped: its late answer finds the response sent, and the caller knows that the outcome is unknown.
  const timer = setTimeout(tooSlow, pipeline.http.answerWithinMs)
  try {
    const token = bearerOf(request.headers.authorization)
    const needed = route.who !== 'anyone'
    const caller = token || needed ? await callerOf(pipeline, token, needed) : undefined
    if (!mayCall(route, caller)) throw Forbidden()
    requireFreshSignIn(route, { caller, params: request.params }, pipeline.http.freshSignInSeconds)
    const context = currentContext()
    if (context && caller) context.sessionId = caller.sessionId
    const body = route.body ? await pipeline.readBody(request, response, route.bodyTypes) : undefined
    const content = route.rawBody ? await readBytes(request, response, route.rawBody) : Buffer.alloc(0)
    const checked = validate({ params: request.params, query: request.query, body })
    if (route.method === 'get' && request.headers['sync-token'] !== undefined)
      await waitForProjection(pipeline, request, response)
    const ask = () => route.handle({ ...requestOf(request, checked, caller), content })
    // Part of the answer, so that an answer that is given again names the same events.
    const write = async () => withHeader(await ask(), 'sync-token', writeSyncToken(context?.written ?? []))
    const handle = route.method === 'get' ? ask : write
    const answered = await (route.idempotency
      ? handleOnce(pipeline, { request, caller, route, body: checked.body }, handle)
      : handle())
    if (response.headersSent) return void answered.file?.content.destroy()
    if (caller) response.setHeader('cache-control', 'private, no-cache')
    send(response, unlessKnown(answered, request.method, request.headers))
  } catch (error) {
    fail(error)
  } finally {
    clearTimeout(timer)
  }
}

/** An address that wants a token with every method it knows says nothing about methods without one. */
async function answerOtherMethod(
  pipeline: Pipeline,
  { request, response }: Exchange,
  { guarded, allow }: { guarded: boolean; allow: string },
): Promise<void> {
  try {
    if (guarded) await callerOf(pipeline, bearerOf(request.headers.authorization), true)
    if (request.method !== 'OPTIONS') throw MethodNotAllowed({ headers: { allow } })
    send(response, noContent({ headers: { allow } }))
  } catch (error) {
    sendProblem(response, error, pipeline.logger)
  }
}

/** What a handler gets to see of a request. */
function requestOf(request: Request, { params, query, body }: RawRequest, caller: Caller | undefined) {
  return {
    params,
    query,
    body,
    caller,
    headers: request.headers,
    address: request.ip ?? '',
    userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
    waitSeconds: preferredWaitSeconds(request.headers.prefer) ?? 0,
  }
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

interface KeyedCall {
  request: Request
  caller: Caller | undefined
  route: Route
  body: unknown
}

function handleOnce(
  { idempotency: store, logger }: AppParts,
  keyed: KeyedCall,
  handle: () => Promise<Answer>,
): Promise<Answer> {
  const { request, caller, route, body } = keyed
  const key = idempotencyKeyOf(request.get('idempotency-key'), route.idempotency ?? 'optional')
  if (key === undefined || !store) return handle()
  const fingerprint = fingerprintOf(request.method, request.path, body)
  return onceByKey({ store, logger }, { owner: caller?.userId ?? request.ip ?? '', key, fingerprint }, handle)
}

async function waitForProjection(
  { backbone }: AppParts,
  request: Request,
  response: Response,
): Promise<void> {
  const token = request.get('sync-token')
  if (token === undefined || !backbone) return
  const messages = readSyncToken(token)
  const waitSeconds = preferredWaitSeconds(request.headers.prefer) ?? syncWaitSeconds
  const left = await waitForMessages(() => backbone.pending(messages), waitSeconds * 1_000)
  if (left > 0) response.setHeader('sync-lag', String(left))
}
