// The order in which the gateway looks at a request: ids, address, caller, limit, token, session; only then is it passed on.
import {
  addProbes,
  BadRequest,
  bearerOf,
  type Caller,
  createEdge,
  MethodNotAllowed,
  NotFound,
  sendProblem,
  Unauthenticated,
  type VerifyToken,
} from '@eventflow/http'
import { type Health, type Logger, nameRoute } from '@eventflow/runtime'
import cors from 'cors'
import express, {
  type Express,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express'
import helmet from 'helmet'
import type { Registry } from 'prom-client'
import { documentationPages } from './documents.js'
import { type Destination, type FindRoute, isAmbiguous } from './find-route.js'
import { forward } from './forward.js'
import { type Limiters, policyOf, sayWhatIsLeft } from './rate-limits.js'
import type { IsRevoked } from './revocation.js'
import type { Upstreams } from './upstreams.js'

export interface GatewayParts {
  logger: Logger
  health: Health
  metrics: Registry
  upstreams: Upstreams
  verifyToken: VerifyToken
  isRevoked: IsRevoked
  limiters: Limiters
  findRoute: FindRoute
  document: () => Promise<Record<string, unknown>>
  http: { trustedHops: number; corsOrigins: string }
}

/** What is known of a request on its way through. */
type Checked = Request & { caller?: Caller; destination?: Destination | undefined }

export function createGatewayApp(parts: GatewayParts): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('trust proxy', parts.http.trustedHops)
  app.use(createEdge(parts))
  app.use(helmet())
  app.use(crossOrigin(parts.http.corsOrigins))
  addProbes(app, { health: parts.health, document: parts.document })
  app.use('/docs', documentationPages())
  app.use(findDestination(parts), identify(parts), limit(parts), pass(parts))
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) =>
    sendProblem(response, error, parts.logger),
  )
  return app
}

const crossOrigin = (origins: string): RequestHandler =>
  cors({
    origin: origins === 'none' ? false : origins.split(',').map((origin) => origin.trim()),
    exposedHeaders: [
      'etag',
      'link',
      'location',
      'ratelimit',
      'ratelimit-policy',
      'retry-after',
      'sync-token',
      'x-request-id',
    ],
    maxAge: 600,
  })

const findDestination =
  ({ findRoute }: GatewayParts) =>
  (request: Checked, _response: Response, next: NextFunction): void => {
    if (isAmbiguous(request.path)) throw BadRequest({ detail: 'The address can be read in two ways.' })
    request.destination = findRoute(request.method, request.path)
    if (request.destination?.route) nameRoute(request.destination.route.path)
    next()
  }

/** A token that is not valid counts as none here: it is refused after the limit was counted, so that guessing is limited too. */
const identify =
  ({ verifyToken }: GatewayParts): RequestHandler =>
  async (request: Checked, _response, next) => {
    const token = bearerOf(request.headers.authorization)
    const caller = token === undefined ? undefined : await verifyToken(token).catch(() => undefined)
    if (caller) request.caller = caller
    next()
  }

const limit =
  ({ limiters }: GatewayParts): RequestHandler =>
  (request: Checked, response, next) =>
    limiters(request.destination?.route?.limit, request.caller)(request, response, next)

const pass = ({ isRevoked, upstreams, logger }: GatewayParts): RequestHandler => {
  return async (request: Checked, response) => {
    const { destination, caller } = request
    const route = destination?.route
    sayWhatIsLeft(request, response, policyOf(route?.limit))
    // Nothing is said about which addresses exist to somebody who has not said who they are.
    const open = route ? route.auth === 'open' : !(destination?.guarded ?? request.path.startsWith('/v1/'))
    if (!open && (!caller || (await isRevoked(caller.sessionId, route?.auth === 'sensitive'))))
      throw Unauthenticated({ headers: { 'www-authenticate': 'Bearer' } })
    if (!destination) throw NotFound()
    const { allow } = destination
    if (request.method === 'OPTIONS') return void response.writeHead(204, { allow }).end()
    if (!route) throw MethodNotAllowed({ headers: { allow } })
    await forward({ upstreams, service: route.service, logger }, request, response)
  }
}
