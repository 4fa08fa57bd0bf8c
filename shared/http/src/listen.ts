// Listens within bounds, and closes without dropping a request that has begun.
import { createServer, IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Resource } from '@eventflow/runtime'
import type { Express } from 'express'

interface ListenConfig {
  host: string
  port: number
}

export interface Listening extends Resource {
  readonly url: string
  readonly server: Server
}

const limits = {
  headersWithinMs: 10_000,
  requestWithinMs: 60_000,
  /** Longer than the gateway keeps an idle connection, so that it is never closed under a request just sent. */
  idleMs: 75_000,
  /** How often Node looks for connections that are over their time; its own 30 s would make 40 s out of 10. */
  lookEveryMs: 1_000,
}

export async function listen(
  app: Express,
  { host, port }: ListenConfig,
  { headersWithinMs, requestWithinMs, idleMs, lookEveryMs } = limits,
): Promise<Listening> {
  const server = createServer(
    {
      maxHeaderSize: 16_384,
      headersTimeout: headersWithinMs,
      requestTimeout: requestWithinMs,
      keepAliveTimeout: idleMs,
      connectionsCheckingInterval: lookEveryMs,
      IncomingMessage: madeAs(IncomingMessage, app.request),
      ServerResponse: madeAs(ServerResponse, app.response),
    },
    app,
  )
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.maxHeadersCount = 100
  server.maxRequestsPerSocket = 0
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { port: actual } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    server,
    close: () => closeServer(server, sockets),
  }
}

/**
 * Express turns every request and answer into its own kind by changing its prototype, after which V8 treats that object as
 * a special case wherever it is used: that doubled what an idle request costs. Made of that kind, there is nothing to change.
 */
function madeAs<Base extends typeof IncomingMessage | typeof ServerResponse>(
  base: Base,
  prototype: object,
): Base {
  const begin = base as unknown as (this: unknown, origin: unknown, options: unknown) => void
  function Made(this: unknown, origin: unknown, options: unknown): void {
    begin.call(this, origin, options)
  }
  Made.prototype = prototype
  return Made as unknown as Base
}

/** How long a connection that has said nothing yet is given when all others are closed: its request may be on the way. */
const silenceMs = 250

/** New connections are refused, idle ones closed at once, busy ones when their answer is out. */
async function closeServer(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const startedAt = Date.now()
  const closeIdle = () => {
    server.closeIdleConnections()
    // Node counts a connection that has never said anything as busy, and clients open some in advance.
    if (Date.now() - startedAt < silenceMs) return
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
  }
  closeIdle()
  // Not a reason to live on: whoever closes stops waiting at a deadline, while a stream may never end.
  const sweep = setInterval(closeIdle, 50).unref()
  await closed
  clearInterval(sweep)
}
