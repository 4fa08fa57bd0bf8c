// Talks to a running platform as an operator, through its gateway, as anybody outside would.
import { Impossible } from '../launcher/component.js'
import { readJson } from '../launcher/json-file.js'
import { STACK_FILE } from '../launcher/places.js'
import type { StackRecord } from '../launcher/stack-record.js'
import { userEnvironment } from '../launcher/user-environment.js'
import { type Problem, refusalOf } from './refusal.js'

interface Call {
  body?: unknown
  headers?: Record<string, string>
}

export interface Answer<T> {
  body: T
  etag: string
  /** Names the messages that a write caused, for reads that are to wait for them. */
  syncToken: string
}

export interface Operator {
  /** Throws what was refused, in two lines. */
  call<T>(method: string, path: string, call?: Call): Promise<Answer<T>>
}

/** The operator of the demo data, which a stack of production does not have. */
const demo = { email: 'operator@demo.test', password: 'demo-correct-horse-battery' }
const answerWithinMs = 40_000

/** Signs in for the time of the work, and out again. */
export async function asOperator<T>(work: (operator: Operator) => Promise<T>): Promise<T> {
  const { url, email, password } = whoAndWhere()
  const anyone = callerAt(url)
  const login = { email, password }
  const { body } = await anyone.call<{ accessToken: string }>('POST', '/v1/auth/login', { body: login })
  const operator = callerAt(url, body.accessToken)
  try {
    return await work(operator)
  } finally {
    // The session would end by itself, only later.
    await operator.call('POST', '/v1/auth/logout').catch(() => undefined)
  }
}

function whoAndWhere() {
  const { EVENTFLOW_URL: given, EVENTFLOW_EMAIL, EVENTFLOW_PASSWORD } = userEnvironment()
  const url = given || readJson<StackRecord>(STACK_FILE)?.gateway
  if (!url)
    throw new Impossible(
      'EventFlow does not run from this folder',
      'npm start starts it; for one that runs elsewhere set EVENTFLOW_URL',
    )
  if (!URL.canParse(url))
    throw new Impossible(`EVENTFLOW_URL is no address: ${url}`, 'such as EVENTFLOW_URL=http://127.0.0.1:8080')
  // What is known to everybody is not tried out at the address of somebody else.
  const { email, password } = given ? { email: undefined, password: undefined } : demo
  const login = { email: EVENTFLOW_EMAIL || email, password: EVENTFLOW_PASSWORD || password }
  if (!login.email || !login.password)
    throw new Impossible(
      'it is not known who you are there',
      'set EVENTFLOW_EMAIL and EVENTFLOW_PASSWORD to the login of an operator',
    )
  return { url, email: login.email, password: login.password }
}

/** Calls the platform as whoever the token belongs to. */
export const callerAt = (url: string, token?: string): Operator => ({
  call: async <T>(method: string, path: string, { body, headers = {} }: Call = {}) => {
    const request = new Request(new URL(path, url), {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(answerWithinMs),
    })
    const answer = await fetch(request).catch((error: Error) => {
      throw new Impossible(`nothing answers at ${url} (${reasonOf(error)})`, 'npm run status shows what runs')
    })
    const told = (await answer.json().catch(() => ({}))) as T & Problem
    if (!answer.ok) throw refusalOf(answer.status, told)
    const header = (name: string) => answer.headers.get(name) ?? ''
    return { body: told, etag: header('etag'), syncToken: header('sync-token') }
  },
})

const reasonOf = ({ cause, message }: Error): string =>
  (cause as { code?: string } | undefined)?.code ?? message
