// Calls the platform until it has said what became of a call: while faults strike, answers get lost.
import { setTimeout as pause } from 'node:timers/promises'

export interface Answer<T = unknown> {
  status: number
  body: T
  /** The messages that a write caused, as its answer names them. */
  syncToken: string | undefined
  /** How many messages a read with a token has not waited for. */
  syncLag: string | undefined
  /** An earlier try was left without an answer and may have arrived. */
  isRepeated: boolean
}

export interface Wish {
  body?: unknown
  headers?: Readonly<Record<string, string>>
  /** What must not be done twice is not tried twice: then an answer that got lost stays lost. */
  once?: boolean
}

/** Undefined when what was to be tried once was left without an answer. */
export type Call = <T = unknown>(method: string, path: string, wish?: Wish) => Promise<Answer<T> | undefined>

export interface Identity {
  url: string
  email: string
  password: string
}

const answerWithinMs = 20_000
const triesAtMost = 400
const betweenTriesMs = 150

/** What says nothing about the call itself: a server behind was away, or there were too many calls. */
const saysNothing = (status: number): boolean => status >= 500 || status === 429

export function persistentCaller({ url, email, password }: Identity): Call {
  let token: Promise<string> | undefined
  const signIn = async () => {
    const login = { body: { email, password } }
    const answer = await send<{ accessToken: string }>(url, {
      method: 'POST',
      path: '/v1/auth/login',
      ...login,
    })
    if (answer?.status !== 200) throw new Error(`signing in was answered ${answer?.status ?? 'by nobody'}`)
    return answer.body.accessToken
  }
  const attempt = async <T>(request: Request): Promise<Raw<T> | undefined> => {
    token ??= signIn()
    const accessToken = await token.catch(() => undefined)
    if (accessToken === undefined) token = undefined
    if (accessToken === undefined) return undefined
    const answer = await send<T>(url, { ...request, token: accessToken })
    if (answer?.status === 401) token = undefined
    return answer
  }
  return async <T>(method: string, path: string, { once = false, ...wish }: Wish = {}) => {
    let isRepeated = false
    for (let tries = 0; tries < triesAtMost; tries++) {
      const answer = await attempt<T>({ method, path, ...wish })
      if (answer && answer.status !== 401 && !saysNothing(answer.status)) return { ...answer, isRepeated }
      const mayHaveArrived = answer === undefined || answer.status >= 500
      if (once && mayHaveArrived) return undefined
      isRepeated ||= mayHaveArrived
      await pause(betweenTriesMs)
    }
    throw new Error(`${method} ${path} had no answer in ${triesAtMost} tries`)
  }
}

interface Request extends Omit<Wish, 'once'> {
  method: string
  path: string
  token?: string
}

type Raw<T> = Omit<Answer<T>, 'isRepeated'>

async function send<T>(
  url: string,
  { method, path, token, body, headers }: Request,
): Promise<Raw<T> | undefined> {
  try {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(answerWithinMs),
    })
    const text = await answer.text()
    return {
      status: answer.status,
      body: (text === '' ? undefined : JSON.parse(text)) as T,
      syncToken: answer.headers.get('sync-token') ?? undefined,
      syncLag: answer.headers.get('sync-lag') ?? undefined,
    }
  } catch {
    return undefined
  }
}
