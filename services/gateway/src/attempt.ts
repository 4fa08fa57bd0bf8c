// One try to have a call answered by one instance: settles with the first byte of an answer, and lets the rest flow.
import type { ServerResponse } from 'node:http'
import { CallerError } from '@eventflow/runtime'
import type { Dispatcher } from 'undici'
import type { Call } from './forward.js'
import { passBack } from './headers.js'
import type { TakenBody } from './take-body.js'
import type { Instance } from './upstreams.js'

/** Ended: answered, or nobody is there any more to be answered. Arrived: the instance may have acted on it. */
export type Outcome = { ended: true } | { ended: false; error: Error; arrived: boolean }

interface Sending extends Call {
  body: TakenBody
  /** As a flat list of names and values. */
  headers: string[]
}

interface Progress {
  controller?: Dispatcher.DispatchController
  /** How long the answer is, where it says so. */
  bytes?: number
  isAnswering: boolean
  settled: boolean
}

/** What an instance says of itself when it is not well; 503 is an answer that says when to come back. */
const ill = new Set([500, 502, 504])
const refusals = new Set([
  'ECONNREFUSED',
  'UND_ERR_CONNECT_TIMEOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
])
/** Given as text, Node sends it in one write with the head; as bytes it takes two. */
const inOneWriteAtMostBytes = 16_384

export function attempt(instance: Instance, sending: Sending): Promise<Outcome> {
  const { request, response, route, body } = sending
  const judge = instance.breaker.begin()
  const startedAt = performance.now()
  instance.outstanding++
  return new Promise((resolve) => {
    const progress: Progress = { isAnswering: false, settled: false }
    const settle = (outcome: Outcome, verdict: 'well' | 'ill' | 'unknown') => {
      if (progress.settled) return
      progress.settled = true
      instance.outstanding--
      const isSlow = !mayTakeLong(sending) && performance.now() - startedAt > instance.slowMs
      judge(isSlow ? 'ill' : verdict)
      resolve(outcome)
    }
    const onGone = () => {
      if (response.writableFinished) return
      settle({ ended: true }, 'unknown')
      progress.controller?.abort(new Error('the caller has gone'))
    }
    response.once('close', onGone)
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: (controller) => {
        progress.controller = controller
        if (response.destroyed) controller.abort(new Error('the caller has gone'))
      },
      onResponseStart: (_controller, status, headers) => {
        if (status < 200) return
        progress.isAnswering = true
        settle({ ended: true }, ill.has(status) ? 'ill' : 'well')
        progress.bytes = Number(headers['content-length'])
        const list = [...sending.ownHeaders]
        passBack(list, headers, route.cache)
        response.writeHead(status, list)
        if (route.stream) response.flushHeaders()
      },
      onResponseData: (controller, chunk) => {
        if (chunk.length === progress.bytes && chunk.length <= inOneWriteAtMostBytes)
          response.end(chunk.toString('latin1'), 'latin1')
        else if (!response.write(chunk)) waitForRoom(controller, response)
      },
      onResponseEnd: () => {
        if (!response.writableEnded) response.end()
      },
      onResponseError: (_controller, error) => {
        response.off('close', onGone)
        if (progress.isAnswering) response.destroy()
        else settle(failure(instance, progress, error), isOfCaller(sending, error) ? 'unknown' : 'ill')
      },
    }
    ;(route.stream ? instance.streams : instance.pool).dispatch(
      {
        path: request.originalUrl,
        method: request.method as Dispatcher.HttpMethod,
        headers: sending.headers,
        body: body as Dispatcher.DispatchOptions['body'],
        headersTimeout: route.timeoutMs,
      },
      handler,
    )
  })
}

/** Whoever asked to wait for an outcome is not kept waiting by a slow instance. */
const mayTakeLong = ({ request, route }: Sending): boolean =>
  route.stream === true || request.headers.prefer !== undefined || request.headers['sync-token'] !== undefined

/** Nobody can make an instance look ill with a body that is too long or breaks off. */
const isOfCaller = ({ request }: Sending, error: Error): boolean =>
  error instanceof CallerError || request.errored !== null || (request.destroyed && !request.complete)

function failure(instance: Instance, { controller }: Progress, error: Error): Outcome {
  const arrived = controller !== undefined
  if (!arrived && refusals.has((error as NodeJS.ErrnoException).code ?? '')) instance.breaker.trip()
  return { ended: false, error, arrived }
}

function waitForRoom(controller: Dispatcher.DispatchController, response: ServerResponse): void {
  controller.pause()
  response.once('drain', () => controller.resume())
}
