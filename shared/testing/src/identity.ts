// Stands in for the auth service where another service is tested alone: signs tokens and publishes the key they verify with.
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import jwt from 'jsonwebtoken'

export interface TestIdentity {
  /** To be given as AUTH_URL. */
  url: string
  token(claims?: { userId?: string; roles?: string[]; [claim: string]: unknown }): string
  close(): Promise<void>
}

const kid = 'test-key'
const lifeSeconds = 600

export async function testIdentity(): Promise<TestIdentity> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const keys = [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }]
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ keys }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    token: ({ userId = randomUUID(), roles = ['user'], ...claims } = {}) => {
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
      const header = { alg: 'ES256' as const, typ: 'at+jwt', kid }
      return jwt.sign({ ...defaults, ...claims }, privateKey, { algorithm: 'ES256', header })
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
