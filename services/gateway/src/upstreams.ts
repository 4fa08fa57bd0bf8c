// The services behind the gateway: a pool of kept-alive connections each, within bounds of number and time.
import { createError, type Resource } from '@eventflow/runtime'
import { Pool } from 'undici'

export const UpstreamUnavailable = createError(
  'UPSTREAM_UNAVAILABLE',
  'The service behind this address does not answer.',
  503,
)

export interface Upstreams extends Resource {
  pool(service: string): Pool
  readonly names: readonly string[]
}

const connectionsAtMost = 128
/** Shorter than the services keep an idle connection, so that a request never meets one that is just being closed. */
const idleMs = 60_000
/** A little longer than a service gives itself, so that its own answer comes first. */
const headersWithinMs = 40_000
const bodyWithinMs = 60_000
const connectWithinMs = 2_000

export function openUpstreams(addresses: Readonly<Record<string, string | undefined>>): Upstreams {
  const known = Object.entries(addresses).flatMap(([service, address]) =>
    address === undefined ? [] : [[service, address] as const],
  )
  const pools = new Map(
    known.map(([service, address]) => [
      service,
      new Pool(new URL(address).origin, {
        connections: connectionsAtMost,
        pipelining: 1,
        keepAliveTimeout: idleMs,
        headersTimeout: headersWithinMs,
        bodyTimeout: bodyWithinMs,
        connect: { timeout: connectWithinMs },
      }),
    ]),
  )
  return {
    names: [...pools.keys()],
    pool: (service) => {
      const pool = pools.get(service)
      if (!pool) throw UpstreamUnavailable({ retryAfterSeconds: 5 })
      return pool
    },
    close: async () => void (await Promise.all([...pools.values()].map((pool) => pool.destroy()))),
  }
}
