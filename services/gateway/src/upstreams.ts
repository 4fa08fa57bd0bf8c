// The services behind the gateway: of each its instances, how busy they are, which are left alone, and how many calls may be repeated.
import { createError, type Resource } from '@eventflow/runtime'
import { Pool } from 'undici'
import { type Breaker, createBreaker } from './breaker.js'
import { type InstanceAddress, type InstanceSource, namedInstances } from './instances.js'

export const UpstreamUnavailable = createError(
  'UPSTREAM_UNAVAILABLE',
  'The service behind this address does not answer.',
  503,
)
const UpstreamBusy = createError(
  'UPSTREAM_BUSY',
  'The service behind this address has as much to do as it can.',
  503,
)

export interface Instance {
  readonly origin: string
  readonly host: string
  readonly pool: Pool
  /** Answers that go on and on have connections of their own, so that they take none from the rest. */
  readonly streams: Pool
  /** A call that takes longer to begin its answer counts as failed. */
  readonly slowMs: number
  readonly breaker: Breaker
  outstanding: number
}

export interface Upstream {
  /** The least busy instance that is well, and was not tried yet if there is such a one. Throws when there is none. */
  pick(tried: readonly Instance[]): Instance
  /** Whether a call may be repeated: only so many of all calls, so that repeating never becomes the load that keeps a service down. */
  mayRepeat(): boolean
}

export interface Upstreams extends Resource {
  of(service: string): Upstream
  readonly names: readonly string[]
}

interface UpstreamRules {
  /** Calls under way at one instance; more are refused. */
  concurrency: number
  slowMs: number
  restMs: number
  resolveMs: number
  repeatPercent: number
}

interface UpstreamPlan {
  addresses: Readonly<Record<string, readonly string[] | undefined>>
  rules: UpstreamRules
}

/** Shorter than the services keep an idle connection, so that a request never meets one that is just being closed. */
const idleMs = 60_000
const bodyWithinMs = 60_000
const connectWithinMs = 2_000
const streamsAtMost = 10_000
/** Saved up in quiet times, so that the first failure after them finds something left. */
const repeatsSavedAtMost = 20

export function openUpstreams({ addresses, rules }: UpstreamPlan): Upstreams {
  const upstreams = new Map(
    Object.entries(addresses).flatMap(([service, list]) =>
      list === undefined
        ? []
        : [[service, openUpstream(namedInstances(list, { everyMs: rules.resolveMs }), rules)] as const],
    ),
  )
  return {
    names: [...upstreams.keys()],
    of: (service) => {
      const upstream = upstreams.get(service)
      if (!upstream) throw UpstreamUnavailable({ retryAfterSeconds: 5 })
      return upstream
    },
    close: async () => void (await Promise.all([...upstreams.values()].map((upstream) => upstream.close()))),
  }
}

function openUpstream(source: InstanceSource, rules: UpstreamRules): Upstream & Resource {
  let instances: Instance[] = []
  const renew = () => {
    const wanted = source.current()
    const gone = instances.filter(({ origin }) => !wanted.some((address) => address.origin === origin))
    instances = wanted.map(
      (address) => instances.find(({ origin }) => origin === address.origin) ?? openInstance(address, rules),
    )
    // What is under way there ends in peace.
    for (const instance of gone) void closeInstance(instance, 'in-peace')
  }
  renew()
  source.watch(renew)
  const budget = repeatBudget(rules.repeatPercent)
  let turn = 0
  return {
    pick: (tried) => {
      budget.earn()
      turn = (turn + 1) % instances.length
      return leastBusy(instances, { tried, turn, concurrency: rules.concurrency })
    },
    mayRepeat: budget.spend,
    close: async () => {
      source.close()
      await Promise.all(instances.map((instance) => closeInstance(instance, 'at-once')))
    },
  }
}

function openInstance({ origin, host }: InstanceAddress, rules: UpstreamRules): Instance {
  const shared = {
    pipelining: 1,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
    connect: { timeout: connectWithinMs },
  }
  return {
    origin,
    host,
    pool: new Pool(origin, { ...shared, connections: rules.concurrency, bodyTimeout: bodyWithinMs }),
    streams: new Pool(origin, { ...shared, connections: streamsAtMost, bodyTimeout: 0 }),
    slowMs: rules.slowMs,
    breaker: createBreaker(rules),
    outstanding: 0,
  }
}

async function closeInstance(
  { pool, streams, breaker }: Instance,
  how: 'in-peace' | 'at-once',
): Promise<void> {
  breaker.close()
  await Promise.all([pool, streams].map((one) => (how === 'in-peace' ? one.close() : one.destroy())))
}

interface Choice {
  tried: readonly Instance[]
  /** Where to begin, so that equals take turns. */
  turn: number
  concurrency: number
}

function leastBusy(instances: readonly Instance[], { tried, turn, concurrency }: Choice): Instance {
  let best: Instance | undefined
  let restSeconds = Number.POSITIVE_INFINITY
  for (let index = 0; index < instances.length; index++) {
    const instance = instances[(turn + index) % instances.length] as Instance
    if (!instance.breaker.admits()) restSeconds = Math.min(restSeconds, instance.breaker.restSeconds())
    else if (!best || isBetter(instance, best, tried)) best = instance
  }
  if (!best) throw UpstreamUnavailable({ retryAfterSeconds: Number.isFinite(restSeconds) ? restSeconds : 1 })
  if (best.outstanding >= concurrency) throw UpstreamBusy({ retryAfterSeconds: 1 })
  return best
}

/** One that failed this call a moment ago is the last choice. */
function isBetter(one: Instance, other: Instance, tried: readonly Instance[]): boolean {
  const failed = tried.includes(one)
  return failed === tried.includes(other) ? one.outstanding < other.outstanding : !failed
}

function repeatBudget(percent: number) {
  let saved = repeatsSavedAtMost
  return {
    earn: () => {
      saved = Math.min(repeatsSavedAtMost, saved + percent / 100)
    },
    spend: () => {
      if (saved < 1) return false
      saved -= 1
      return true
    },
  }
}
