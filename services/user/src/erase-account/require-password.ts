// Asks auth whether a password is the caller's, with the caller's own token: passwords live there alone, and an event is no question.
import { RateLimited, ReauthenticationRequired, Unavailable } from '@eventflow/http'
import { type CallerError, traceHeaders } from '@eventflow/runtime'
import { InvalidCredentials } from '../errors.js'

interface Asking {
  authUrl: string
  authorization: string | undefined
  /** From where it is asked: tries are counted by address as well. */
  address: string
  password: string
}

const answerWithinMs = 5_000
const awaySeconds = 2

/** Throws what auth refuses it with, or Unavailable while auth gives no answer: an erasure is never begun on trust. */
export async function requirePassword({ authUrl, authorization, address, password }: Asking): Promise<void> {
  const answer = await fetch(new URL('/v1/auth/password/check', authUrl), {
    method: 'POST',
    headers: {
      ...traceHeaders(),
      'content-type': 'application/json',
      'x-forwarded-for': address,
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: JSON.stringify({ password }),
    signal: AbortSignal.timeout(answerWithinMs),
    redirect: 'error',
  }).catch(() => undefined)
  // What it says is not read; the connection is free again once it is thrown away.
  await answer?.body?.cancel()
  if (answer?.status !== 204) throw refusalOf(answer)
}

function refusalOf(answer: Response | undefined): CallerError {
  const retryAfterSeconds = Number(answer?.headers.get('retry-after')) || awaySeconds
  switch (answer?.status) {
    case 401:
      return InvalidCredentials({
        errors: [{ pointer: '/password', code: 'INVALID_CREDENTIALS', detail: 'wrong' }],
      })
    case 403:
      return ReauthenticationRequired()
    case 429:
      return RateLimited({ retryAfterSeconds })
    default:
      return Unavailable({ detail: 'The password cannot be checked just now.', retryAfterSeconds })
  }
}
