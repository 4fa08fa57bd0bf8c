// Takes away one server after the other: the services stay up, say what is missing, and heal by themselves.
import { setTimeout as pause } from 'node:timers/promises'
import { type Platform, withPlatform } from './platform.js'

interface OutagePlan {
  signal: AbortSignal
  say(text: string): void
}

export interface Outage {
  server: string
  /** Services that said, while it was away, that they miss it. */
  missedBy: string[]
  /** Seconds from the end of the server until every service was ready again. */
  healedAfter: number
  /** Whether a registration and its event went through afterwards. */
  worksAgain: boolean
}

const servers = ['redis', 'postgres', 'rabbitmq']
const services = ['auth', 'gateway', 'user']
const awayMs = 2_500
/** Readiness answers from memory for half a second. */
const memoryMs = 700
const healedWithinMs = 60_000

export async function runOutages(plan: OutagePlan): Promise<{ outages: Outage[]; serviceRestarts: number }> {
  const outages: Outage[] = []
  let serviceRestarts = 0
  const settings = { BCRYPT_COST: '4', LOG_LEVEL: 'warn' }
  await withPlatform({ services, settings, ...plan }, async (platform) => {
    for (const server of servers) outages.push(await takeAway(platform, server))
    serviceRestarts = services.reduce((sum, service) => sum + platform.restarts(service), 0)
  })
  return { outages, serviceRestarts }
}

/** It is killed again whenever it comes back, so that it is away long enough to be missed. */
async function takeAway(platform: Platform, server: string): Promise<Outage> {
  const endsAt = Date.now() + awayMs
  const killing = async () => {
    while (Date.now() < endsAt) {
      await platform.kill(server)
      await pause(200)
    }
  }
  const [missedBy] = await Promise.all([watchMissing(platform, server, endsAt), killing()])
  await pause(memoryMs)
  const healedAfter = await untilReady(platform)
  return { server, missedBy, healedAfter, worksAgain: await registers(platform, server) }
}

interface Readiness {
  ready: boolean
  dependencies: Record<string, { ok: boolean }>
}

async function readiness(platform: Platform, service: string): Promise<Readiness> {
  const response = await fetch(`${platform.urls[service]}/readyz`, { signal: AbortSignal.timeout(5_000) })
  return (await response.json()) as Readiness
}

async function watchMissing(platform: Platform, server: string, endsAt: number): Promise<string[]> {
  const missedBy = new Set<string>()
  while (Date.now() < endsAt) {
    for (const service of services) {
      const { dependencies } = await readiness(platform, service)
      if (dependencies[server]?.ok === false) missedBy.add(service)
    }
    await pause(250)
  }
  return [...missedBy].sort()
}

async function untilReady(platform: Platform): Promise<number> {
  const startedAt = Date.now()
  while (Date.now() - startedAt < healedWithinMs) {
    const all = await Promise.all(services.map((service) => readiness(platform, service)))
    if (all.every(({ ready }) => ready)) return Math.round((Date.now() - startedAt) / 100) / 10
    await pause(100)
  }
  throw new Error(`not every service was ready again within ${healedWithinMs / 1_000} s`)
}

async function registers({ urls }: Platform, label: string): Promise<boolean> {
  const registered = await fetch(`${urls.gateway}/v1/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      email: `after.${label}@example.test`,
      password: 'a-quiet-harbour-at-dawn',
      name: 'After',
    }),
  })
  const { accessToken } = (await registered.json()) as { accessToken?: string }
  const profile = await fetch(`${urls.gateway}/v1/users/me/profile`, {
    headers: {
      authorization: `Bearer ${accessToken}`,
      'sync-token': registered.headers.get('sync-token') ?? '',
      prefer: 'wait=10',
    },
  })
  return registered.status === 201 && profile.status === 200
}
