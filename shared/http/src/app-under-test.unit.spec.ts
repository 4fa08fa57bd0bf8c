// What the specs of this package have in common: an app with all its parts, what it logs, and tokens as auth signs them.
import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { once } from 'node:events'
import { Writable } from 'node:stream'
import { createHealth, createLogger } from '@eventflow/runtime'
import type { Express } from 'express'
import { Registry } from 'prom-client'
import { type AppParts, createApp } from './app.js'
import type { Route } from './route.js'
import { createVerifier } from './verify-token.js'

export type Line = Record<string, unknown>

/** A logger that keeps what it is told. */
export function keptLog() {
  const chunks: string[] = []
  const output = new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(String(chunk))
      output.emit('logged')
      done()
    },
  })
  return {
    logger: createLogger('harbour', 'debug', output),
    nextLine: () => once(output, 'logged'),
    lines: () =>
      chunks
        .join('')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Line),
  }
}

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

export const newKeyPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })

/** Signs whatever it is given, also what no library would: specs of attacks need that. */
export function signed(header: object, claims: object, key: KeyObject): string {
  const input = `${encoded(header)}.${encoded(claims)}`
  const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

export const goodHeader = { alg: 'ES256', typ: 'at+jwt', kid: 'key-1' }

/** Claims that hold at `atMs`, for ten minutes. */
export function goodClaims(atMs = Date.now()) {
  const now = Math.floor(atMs / 1_000)
  return {
    iss: 'eventflow',
    aud: 'eventflow',
    sub: randomUUID(),
    sid: randomUUID(),
    jti: randomUUID(),
    iat: now,
    exp: now + 600,
    auth_time: now,
    client_id: 'eventflow-web',
    roles: ['user'],
  }
}

const keys = newKeyPair()

/** The value of an Authorization header that the app under test accepts. */
export const bearer = (claims: object = {}): string =>
  `Bearer ${signed(goodHeader, { ...goodClaims(), ...claims }, keys.privateKey)}`

const verifyToken = createVerifier({
  issuer: 'eventflow',
  audience: 'eventflow',
  keyOf: async (kid) => (kid === goodHeader.kid ? keys.publicKey : undefined),
})

/** What every app has, but for routes and a verifier of tokens. */
export const bareParts = () => ({
  name: 'harbour',
  logger: createLogger('harbour', 'silent'),
  health: createHealth(),
  metrics: new Registry(),
  http: { bodyLimitBytes: 1_000_000, answerWithinMs: 5_000, trustedHops: 1, freshSignInSeconds: 900 },
})

export const appOf = (routes: readonly Route[], parts: Partial<AppParts> = {}): Express =>
  createApp({ ...bareParts(), routes, verifyToken, ...parts })
