// The services of the platform, asked side by side with the token of the operator who wants to know; each checks it again.
import { traceHeaders } from '@eventflow/runtime'

export interface Question {
  path: string
  /** The operator's own, handed on; probes need none. */
  authorization?: string | undefined
  /** Sent as JSON, by POST. */
  body?: unknown
}

export interface Reply<T> {
  service: string
  answer: T
}

export interface Replies<T> {
  replies: Array<Reply<T>>
  /** Those that gave no answer of use in time: the others have been heard all the same. */
  unreachable: string[]
}

export interface Fleet {
  /** Those that have messages. */
  readonly services: readonly string[]
  /** Throws when it does not answer in time, or with an error. */
  ask<T>(service: string, question: Question): Promise<T>
  askAll<T>(question: Question, services?: readonly string[]): Promise<Replies<T>>
}

const answerWithinMs = 5_000

export function fleetAt(addresses: Readonly<Record<string, string>>): Fleet {
  const ask = async <T>(service: string, { path, authorization, body }: Question): Promise<T> => {
    const answer = await fetch(new URL(path, addresses[service]), {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'application/json',
        ...traceHeaders(),
        ...(authorization === undefined ? {} : { authorization }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(answerWithinMs),
      redirect: 'error',
    })
    // A service that is not ready says so with a body of the same shape.
    if (!answer.ok && path !== readiness) throw new Error(`${service} answered ${answer.status}`)
    return (await answer.json()) as T
  }
  return {
    services: Object.keys(addresses).filter((service) => service !== entrance),
    ask,
    askAll: async <T>(question: Question, services = Object.keys(addresses)) => {
      const asked = services.map(async (service) => ({ service, answer: await ask<T>(service, question) }))
      const settled = await Promise.allSettled(asked)
      return {
        replies: settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
        unreachable: services.filter((_, index) => settled[index]?.status === 'rejected'),
      }
    },
  }
}

export const readiness = '/readyz'
/** Passes calls on and has no messages of its own. */
const entrance = 'gateway'
