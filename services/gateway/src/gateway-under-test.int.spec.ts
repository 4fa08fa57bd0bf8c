import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Environment, RunningService } from '@eventflow/runtime'
import { clientOf, type TestIdentity, type TestStack, testIdentity, testStack } from '@eventflow/testing'
import { gatewayService } from './service.js'

export interface Upstream {
  url: string
  requests: IncomingMessage[]
  answer: (request: IncomingMessage, response: ServerResponse) => void
  server: Server
  close(): Promise<void>
}

export const answerWell = (_request: IncomingMessage, response: ServerResponse): void =>
  void response.setHeader('content-type', 'application/json').end('{"ok":true}')

/** Stands where a service would stand, and keeps what it was asked. */
export async function openUpstream(port = 0): Promise<Upstream> {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    upstream.answer(request, response)
  })
  const upstream: Upstream = {
    requests,
    answer: answerWell,
    server,
    url: '',
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  upstream.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return upstream
}

export interface GatewayUnderTest {
  stack: TestStack
  identity: TestIdentity
  upstream: Upstream
  url: string
  /** Another gateway beside the first, or one with other settings. */
  start(overrides?: Environment): Promise<RunningService>
  /** From an address of its own each time, so that limits do not reach from one test into the other. */
  anonymous(at?: string): ReturnType<typeof clientOf>
  signedIn(claims?: Parameters<TestIdentity['token']>[0], at?: string): ReturnType<typeof clientOf>
  close(): Promise<void>
}

export async function gatewayUnderTest(overrides: Environment = {}): Promise<GatewayUnderTest> {
  const stack = await testStack()
  const identity = await testIdentity()
  const upstream = await openUpstream()
  const usual = {
    AUTH_URL: identity.url,
    OPS_URL: upstream.url,
    USER_URL: upstream.url,
    GATEWAY_TRUSTED_HOPS: '1',
    GATEWAY_DRAIN_MS: '0',
    ...overrides,
  }
  const start = (more: Environment = {}) => stack.start(gatewayService, { ...usual, ...more })
  const { url } = await start()
  const newAddress = () =>
    `203.0.113.${Math.floor(Math.random() * 250)}, 2001:db8:${Math.floor(Math.random() * 65_535).toString(16)}::1`
  const anonymous = (at = url) => clientOf(at).set('x-forwarded-for', newAddress())
  return {
    stack,
    identity,
    upstream,
    url,
    start,
    anonymous,
    signedIn: (claims = { userId: randomUUID() }, at = url) =>
      anonymous(at).set('authorization', `Bearer ${identity.token(claims)}`),
    close: async () => {
      await stack.close()
      await identity.close()
      await upstream.close()
    },
  }
}

/** Says something over a bare connection and hears everything until the other side hangs up. */
export async function said(to: string, words: string | Buffer): Promise<string> {
  const { port } = new URL(to)
  const socket = connect(Number(port), '127.0.0.1')
  const heard: Buffer[] = []
  socket.on('data', (part: Buffer) => void heard.push(part)).on('error', () => undefined)
  socket.write(words)
  await once(socket, 'close')
  return Buffer.concat(heard).toString('latin1')
}
