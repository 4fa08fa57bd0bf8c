// Stands in for the auth service where another service is tested alone: signs tokens and publishes the key they verify with.
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import jwt from 'jsonwebtoken'
import { goodPassword } from './client.js'

export interface TestIdentity {
  /** To be given as AUTH_URL. */
  url: string
  /** What its tokens verify with, as PEM. */
  publicKey: string
  /** With other claims or another header than a good token has, where that is what is tried. */
  token(
    claims?: { userId?: string; roles?: string[]; [claim: string]: unknown },
    header?: Record<string, unknown>,
  ): string
  /** Answers nothing any more, until it is started again. */
  pause(): void
  resume(): void
  /** How often the keys were asked for. */
  asked(): number
  close(): Promise<void>
}

const kid = 'test-key'
const lifeSeconds = 600

export async function testIdentity(): Promise<TestIdentity> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }]
  let isPaused = false
  let asked = 0
  const server = createServer((request, response) => {
    asked++
    if (isPaused) return void request.socket.destroy()
    if (request.url === '/v1/auth/password/check') return void checkPassword(request, response)
    response.setHeader('content-type', 'application/json')
    return void response.end(JSON.stringify({ keys }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    token: ({ userId = randomUUID(), roles = ['user'], ...claims } = {}, other = {}) => {
      const now = Math.floor(Date.now() / 1_000)
      const defaults = {
        iss: 'eventflow',
        aud: 'eventflow',
        sub: userId,
        sid: randomUUID(),
        jti: randomUUID(),
        iat: now,
        exp: now + lifeSeconds,
        auth_time: now,
        client_id: 'test',
        roles,
      }
      const header = { alg: 'ES256' as const, typ: 'at+jwt', kid, ...other }
      return jwt.sign({ ...defaults, ...claims }, privateKey, { algorithm: 'ES256', header })
    },
    pause: () => {
      isPaused = true
    },
    resume: () => {
      isPaused = false
    },
    asked: () => asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Everybody has the same one. */
async function checkPassword(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { password } = (await json(request)) as { password?: unknown }
  response.statusCode = password === goodPassword && request.headers.authorization ? 204 : 401
  response.end()
}
