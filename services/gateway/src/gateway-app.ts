// The order in which the gateway looks at a call: ids, address, caller, limit, token, session; only then is it passed on.
import {
  addProbes,
  BadRequest,
  bearerOf,
  type Caller,
  edgeHeaders,
  edgeOf,
  MethodNotAllowed,
  NotFound,
  sendProblem,
  Unauthenticated,
  type VerifyToken,
} from '@eventflow/http'
import { CallerError, type Health, type Logger, nameRoute } from '@eventflow/runtime'
import express, {
  type Express,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express'
import type { Registry } from 'prom-client'
import { type Checked, checkedOf } from './checked.js'
import { crossOrigin } from './cross-origin.js'
import { documentationPages } from './documents.js'
import type { Drain } from './drain.js'
import { type FindRoute, isAmbiguous } from './find-route.js'
import { type Call, forwarderOf } from './forward.js'
import type { OpenStreams } from './open-streams.js'
import { originOf } from './origin.js'
import { addLimitHeaders } from './rate-limits.js'
import type { IsRevoked } from './revocation.js'
import { standingHeaders } from './standing-headers.js'
import type { Upstreams } from './upstreams.js'

export interface GatewayParts {
  logger: Logger
  health: Health
  metrics: Registry
  upstreams: Upstreams
  verifyToken: VerifyToken
  isRevoked: IsRevoked
  limiter: RequestHandler
  findRoute: FindRoute
  document: () => Promise<Record<string, unknown>>
  streams: OpenStreams
  drain: Drain
  http: { trustedHops: number; corsOrigins: readonly string[] }
}

export function createGatewayApp(parts: GatewayParts): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('trust proxy', parts.http.trustedHops)
  app.use(edgeOf(parts))
  if (parts.http.corsOrigins.length > 0) app.use(crossOrigin(parts.http.corsOrigins))
  const pages = pagesOf(parts)
  app.use((request, response, next) => {
    // Node answers so, and closes when the answer is out.
    if (parts.drain.isOn()) response.shouldKeepAlive = false
    if (request.url.startsWith('/v1/')) next()
    else pages(request, response, next)
  })
  app.use(look(parts), parts.limiter, pass(parts))
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    if (!response.headersSent) setOwnHeaders(request, response)
    sendProblem(response, error, parts.logger)
  })
  return app
}

/** What the gateway answers itself, without a limit: it costs little, and whoever watches must always get through. */
function pagesOf({ health, document }: GatewayParts): RequestHandler {
  const pages = Router()
  pages.use((request, response, next) => {
    setOwnHeaders(request, response)
    next()
  })
  addProbes(pages, { health, document })
  pages.use('/docs', documentationPages())
  return pages
}

/** Finds out where a call leads and who calls, without refusing it: that comes after the limit, so that guessing is limited too. */
const look =
  ({ findRoute, verifyToken, isRevoked, http }: GatewayParts): RequestHandler =>
  async (request, _response, next) => {
    const checked = checkedOf(request)
    const path = pathOf(request.url)
    if (path === undefined || isAmbiguous(path))
      throw BadRequest({ detail: 'The address can be read in two ways.' })
    checked.origin = originOf(request, http.trustedHops)
    checked.destination = findRoute(request.method, path)
    checked.route = checked.destination?.route
    if (checked.route) nameRoute(checked.route.path)
    await identify(request, checked, verifyToken)
    if (checked.caller) {
      checked.isRevoked = isRevoked(checked.caller.sessionId, checked.route?.auth === 'sensitive')
      // It is looked at later; until then nobody is to call its failure unhandled.
      checked.isRevoked.catch(() => undefined)
    }
    next()
  }

/** An address in any other form than `/path?query` is for proxies that we are not. */
function pathOf(url: string): string | undefined {
  if (!url.startsWith('/')) return undefined
  const query = url.indexOf('?')
  return query === -1 ? url : url.slice(0, query)
}

const keyShape = /^efk_[A-Za-z0-9_-]{16,200}$/

async function identify(request: Request, checked: Checked, verifyToken: VerifyToken): Promise<void> {
  const { authorization, 'x-api-key': header } = request.headers
  const token = bearerOf(authorization)
  if (checked.route?.takesKeys) {
    const apiKey = token?.startsWith('efk_') ? token : typeof header === 'string' ? header : undefined
    if (apiKey !== undefined && keyShape.test(apiKey)) checked.apiKey = apiKey
  }
  if (token === undefined || checked.apiKey === token) return
  try {
    checked.caller = await verifyToken(token)
  } catch (error) {
    // A token that cannot be judged just now is neither good nor bad: to call it bad would sign everybody out.
    if (error instanceof CallerError && error.status === 503) checked.unjudged = error
  }
}

const pass = (parts: GatewayParts): RequestHandler => {
  const forward = forwarderOf(parts)
  return async (request, response) => {
    const checked = checkedOf(request)
    const { destination, route, origin } = checked
    // Made here and not when the answer comes, which is told outside of the context of this call.
    const own = ownHeaders(request)
    await mayPass(checked, request.url.startsWith('/v1/'))
    if (!destination) throw NotFound()
    const { allow } = destination
    if (request.method === 'OPTIONS') return void response.writeHead(204, ['allow', allow, ...own]).end()
    if (!route) throw MethodNotAllowed({ headers: { allow } })
    const call: Call = { request, response, route, origin, ownHeaders: own }
    if (route.stream) holdStream(parts.streams, response, checked.caller)
    await forward(call)
  }
}

function holdStream(streams: OpenStreams, response: Response, caller: Caller | undefined): void {
  const end = () => void (response.headersSent ? response.end() : response.destroy())
  response.once('close', streams.hold(caller, end))
}

/** Throws when a token is needed and there is none that holds. */
async function mayPass(checked: Checked, isApi: boolean): Promise<void> {
  const { destination, route, caller } = checked
  // Nothing is said about which addresses exist to somebody who has not said who they are.
  const open = route ? route.auth === 'open' : !(destination?.guarded ?? isApi)
  if (open || (checked.apiKey !== undefined && caller === undefined)) return
  if (checked.unjudged) throw checked.unjudged
  if (!caller || (await checked.isRevoked))
    throw Unauthenticated({ headers: { 'www-authenticate': 'Bearer' } })
}

const standing = standingHeaders.flat()

/** All in one list, and not one after the other: that costs a tenth of a call. */
function ownHeaders(request: Request): string[] {
  const list = [...standing]
  for (const [name, value] of edgeHeaders()) list.push(name, value)
  addLimitHeaders(list, request)
  return list
}

function setOwnHeaders(request: Request, response: Response): void {
  const list = ownHeaders(request)
  for (let index = 0; index < list.length; index += 2)
    response.setHeader(list[index] as string, list[index + 1] as string)
}
