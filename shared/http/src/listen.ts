// Listens within bounds, and closes without dropping a request that has begun.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
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

const headersWithinMs = 10_000
const requestWithinMs = 60_000
/** Longer than the gateway keeps an idle connection, so that it is never closed under a request just sent. */
const idleMs = 75_000

export async function listen(app: Express, { host, port }: ListenConfig): Promise<Listening> {
  const server = createServer(
    {
      maxHeaderSize: 16_384,
      headersTimeout: headersWithinMs,
      requestTimeout: requestWithinMs,
      keepAliveTimeout: idleMs,
    },
    app,
  )
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
  return { url: `http://${host}:${actual}`, server, close: () => closeServer(server) }
}

/** New connections are refused, idle ones closed at once, busy ones when their answer is out. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const sweep = setInterval(() => server.closeIdleConnections(), 50)
  await closed
  clearInterval(sweep)
}
