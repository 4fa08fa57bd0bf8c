// Passes WebSocket connections on to the realtime service: asked for from pages that may, counted, and ended with their session.
import { type IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { bearerOf, type VerifyToken } from '@eventflow/http'
import { CallerError, type Logger } from '@eventflow/runtime'
import type { RequestHandler } from 'express'
import type { FindRoute } from './find-route.js'
import type { OpenStreams } from './open-streams.js'
import { counterOf } from './rate-limits.js'
import type { Upstreams } from './upstreams.js'

interface UpgradeParts {
  upstreams: Upstreams
  findRoute: FindRoute
  verifyToken: VerifyToken
  streams: OpenStreams
  limiter: RequestHandler
  http: { trustedHops: number; corsOrigins: readonly string[] }
  logger: Logger
}

const answersWithinMs = 10_000
const passedOn = [
  'authorization',
  'sec-websocket-extensions',
  'sec-websocket-key',
  'sec-websocket-protocol',
  'sec-websocket-version',
  'user-agent',
]
const passedBack = ['sec-websocket-accept', 'sec-websocket-extensions', 'sec-websocket-protocol']

/**
 * Node gives every request with an Upgrade field to whoever listens for upgrades. Those that ask for another protocol
 * than WebSocket, as clients that would like HTTP/2 do, are answered as if they had not asked; but their body is gone.
 */
export function passUpgradesOn(server: Server, parts: UpgradeParts): void {
  if (!parts.upstreams.names.includes('realtime')) return
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') return answerAsUsual(server, request, socket)
    connect(parts, request, { socket, head }).catch((error: unknown) => {
      const status = error instanceof CallerError ? error.status : 503
      if (status === 503)
        parts.logger.warn('a connection could not be passed on', { error: (error as Error).message })
      refuse(socket, status)
    })
  })
}

function answerAsUsual(server: Server, request: IncomingMessage, socket: Socket): void {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers
  if (encoding !== undefined || Number(length) > 0) {
    refuse(socket, 400)
    return
  }
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket)
  response.once('finish', () => socket.end())
  server.emit('request', request, response)
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}

interface Client {
  socket: Duplex
  head: Buffer
}

async function connect(
  parts: UpgradeParts,
  request: IncomingMessage,
  { socket, head }: Client,
): Promise<void> {
  const { headers, url = '' } = request
  const route = parts.findRoute('GET', url.split('?', 1)[0] ?? '')?.route
  if (route?.upgrade !== true) return refuse(socket, 404)
  // Browsers send cookies and open sockets for any page; only programs come without an origin.
  if (headers.origin !== undefined && !parts.http.corsOrigins.includes(headers.origin))
    return refuse(socket, 403)
  await counterOf(parts.limiter, parts.http.trustedHops)(request)
  const token = bearerOf(headers.authorization)
  const caller = token === undefined ? undefined : await parts.verifyToken(token)
  const instance = parts.upstreams.of(route.service).pick([])
  const release = parts.streams.hold(caller, () => socket.destroy())
  socket.once('close', release)
  const answer = await instance.streams.upgrade({
    path: url,
    protocol: 'websocket',
    headers: Object.fromEntries(
      passedOn.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
    ),
    signal: AbortSignal.timeout(answersWithinMs),
  })
  join(answer.socket, socket)
  if (head.length > 0) answer.socket.write(head)
  const lines = passedBack.flatMap((name) =>
    answer.headers[name] === undefined ? [] : [`${name}: ${answer.headers[name]}`],
  )
  socket.write(
    ['HTTP/1.1 101 Switching Protocols', 'connection: Upgrade', 'upgrade: websocket', ...lines, '', ''].join(
      '\r\n',
    ),
  )
}

/** When one side ends, however it does, so does the other. */
function join(one: Duplex, other: Duplex): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to)
    from.on('error', () => to.destroy())
    from.once('close', () => to.destroy())
  }
}
