// Load on an HTTP server of this machine, bounded in time; an answer that is not 2xx makes the measurement worthless.
import autocannon from 'autocannon'
import type { Sample } from './row.js'

interface Load {
  url: string
  connections: number
  seconds: number
  method?: 'GET' | 'POST'
  body?: unknown
  /** Each call carries one of these, in turns. */
  tokens?: readonly string[]
}

/** Longer than anybody waits for a turn. */
const timeoutSeconds = 60

export async function loadHttp(load: Load): Promise<Sample> {
  const { url, connections, seconds, method = 'GET', body, tokens } = load
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    timeout: timeoutSeconds,
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    ...(tokens && { requests: tokens.map((one) => ({ headers: { authorization: `Bearer ${one}` } })) }),
  })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url} gave ${result.non2xx} answers that are not 2xx and ${result.errors} errors`)
  return { perSecond: result['2xx'] / result.duration, p50Ms: result.latency.p50, p99Ms: result.latency.p99 }
}
