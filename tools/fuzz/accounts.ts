// The callers of the rounds: a throw-away account, and an administrator who signs in.
import { randomBytes, randomUUID } from 'node:crypto'
import { Impossible } from '../launcher/component.js'

export interface Login {
  email: string
  password: string
}

interface Told {
  accessToken?: string
  detail?: string
}

const answerWithinMs = 30_000

export const newPassword = (): string => randomBytes(18).toString('base64url')

/** Answers the access token of an account that was not there before. */
export const registerNew = (url: string, password: string): Promise<string> =>
  tokenFrom(url, '/v1/auth/register', { email: `fuzz.${randomUUID()}@example.test`, password, name: 'Fuzz' })

export const signIn = (url: string, login: Login): Promise<string> =>
  tokenFrom(url, '/v1/auth/login', { ...login })

async function tokenFrom(url: string, path: string, body: Record<string, string>): Promise<string> {
  const answer = await fetch(new URL(path, url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(answerWithinMs),
  })
  const told = (await answer.json().catch(() => ({}))) as Told
  if (told.accessToken !== undefined) return told.accessToken
  throw new Impossible(
    `${path} answered ${answer.status} and no token: ${told.detail ?? ''}`,
    'EVENTFLOW_EMAIL and EVENTFLOW_PASSWORD name the administrator; registering must answer with tokens there',
  )
}

/** A session that ended on the way would have made the rest of its round a list of 401s that prove nothing. */
export async function isGood(url: string, token: string): Promise<boolean> {
  const answer = await fetch(new URL('/v1/auth/me', url), {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(answerWithinMs),
  })
  await answer.arrayBuffer()
  return answer.status === 200
}
