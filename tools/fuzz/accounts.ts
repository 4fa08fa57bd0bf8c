// The callers of the rounds: throw-away accounts, an administrator who signs in, and a program that he registers.
import { randomBytes, randomUUID } from 'node:crypto'
import { Impossible } from '../launcher/component.js'

export interface Login {
  email: string
  password: string
}

export interface Account {
  id: string
  token: string
}

/** An OAuth client with the role operator. */
export interface Program {
  id: string
  secret: string
  token: string
}

interface Told {
  accessToken?: string
  access_token?: string
  user?: { id: string }
  id?: string
  secret?: string
  detail?: string
}

const answerWithinMs = 30_000

export const newPassword = (): string => randomBytes(18).toString('base64url')

/** An account that was not there before. */
export const registerNew = (url: string, password: string): Promise<Account> =>
  accountFrom(url, '/v1/auth/register', {
    email: `fuzz.${randomUUID()}@example.test`,
    password,
    name: 'Fuzz',
  })

export const signIn = (url: string, login: Login): Promise<Account> =>
  accountFrom(url, '/v1/auth/login', { ...login })

async function accountFrom(url: string, path: string, body: Record<string, string>): Promise<Account> {
  const { status, told } = await post(new URL(path, url), JSON.stringify(body), json)
  if (told.accessToken !== undefined && told.user) return { id: told.user.id, token: told.accessToken }
  throw new Impossible(
    `${path} answered ${status} and no token: ${told.detail ?? ''}`,
    'EVENTFLOW_EMAIL and EVENTFLOW_PASSWORD name the administrator; registering must answer with tokens there',
  )
}

export async function registerProgram(url: string, admin: Account): Promise<Program> {
  const wished = JSON.stringify({ name: 'Fuzz', roles: ['operator'] })
  const headers = { ...json, authorization: `Bearer ${admin.token}` }
  const { status, told } = await post(new URL('/v1/oauth/clients', url), wished, headers)
  const { id = '', secret = '' } = told
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: id,
    client_secret: secret,
  })
  const granted = await post(new URL('/v1/oauth/token', url), form.toString(), {
    'content-type': 'application/x-www-form-urlencoded',
  })
  if (granted.told.access_token !== undefined) return { id, secret, token: granted.told.access_token }
  throw new Impossible(
    `no program could be registered: ${status} ${told.detail ?? ''}, then ${granted.status}`,
    'EVENTFLOW_EMAIL and EVENTFLOW_PASSWORD name the administrator',
  )
}

export async function removeProgram(url: string, { id }: Program, { token }: Account): Promise<void> {
  await fetch(new URL(`/v1/oauth/clients/${id}`, url), {
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(answerWithinMs),
  })
}

const json = { 'content-type': 'application/json' }

async function post(url: URL, body: string, headers: Record<string, string>) {
  const signal = AbortSignal.timeout(answerWithinMs)
  const answer = await fetch(url, { method: 'POST', headers, body, signal })
  return { status: answer.status, told: (await answer.json().catch(() => ({}))) as Told }
}

/** A session that ended on the way would have made the rest of its round a list of 401s that prove nothing. */
export async function isGood(url: string, token: string): Promise<boolean> {
  const answer = await fetch(new URL('/v1/auth/me', url), {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(answerWithinMs),
  })
  await answer.arrayBuffer()
  // A program has no account to be shown, which it is told with 403.
  return answer.status === 200 || answer.status === 403
}
