// Two gateways under load, one of two auth instances killed again and again, beside them instances that hang, flap and answer garbage.
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../launcher/free-port.js'
import { openFlapping, openGarbage, openHanging } from './bad-instances.js'
import { type Platform, withPlatform } from './platform.js'

export interface GatewayPlan {
  seconds: number
  signal: AbortSignal
  say(text: string): void
}

interface Tally {
  sent: number
  answered: number
  /** Answers that say when to come back. */
  refused: number
  /** Broken off, or not answered in time. */
  failed: number
  firstFailure?: string
  /** The longest time in which no call was answered well. */
  longestGapMs: number
  errorRate: number
}

export interface GatewayResult {
  /** Calls to auth, while one of its two instances is killed again and again. */
  killed: Tally
  kills: number
  restarts: number
  /** From a kill until the instance takes part again, at the longest. */
  rejoinedAfterMs: number
  /** Calls to the user service, one of whose four instances is well. */
  bad: Tally
  /** The same, in the second half of the time. */
  badLater: Tally
  /** Calls that went once more: after they surely had not arrived, and after they perhaps had. */
  repeated: Record<string, number>
}

/** No call that may not go twice went twice, and what was lost is a call here and there. */
export const isGood = ({ killed, badLater, repeated, kills, restarts }: GatewayResult): boolean =>
  (repeated['POST, arrived: perhaps'] ?? 0) === 0 &&
  kills > 0 &&
  restarts >= kills &&
  killed.errorRate < 0.01 &&
  badLater.errorRate < 0.05

const workers = 8
const givenUpMs = 3_000
const restMs = 200
const betweenCallsMs = 15
const password = 'a-quiet-harbour-at-dawn'
const settings = {
  BCRYPT_COST: '4',
  LIMIT_REGISTER_PER_MINUTE: '1000000',
  LIMIT_LOGIN_PER_MINUTE: '1000000',
  LIMIT_ADDRESS_PER_MINUTE: '1000000',
  LIMIT_USER_PER_MINUTE: '1000000',
  UPSTREAM_REST_MS: String(restMs),
  UPSTREAM_SLOW_MS: '1000',
  LOG_LEVEL: 'warn',
}

interface Gateways {
  urls: string[]
  metricsUrls: string[]
}

export async function runGateway(plan: GatewayPlan): Promise<GatewayResult> {
  let result: GatewayResult | undefined
  const services = ['auth', 'gateway', 'user']
  const bad = [await openHanging(), await openFlapping(), await openGarbage()]
  try {
    await withPlatform({ services, settings, signal: plan.signal, say: plan.say }, async (platform) => {
      const auth = [platform.urls.auth, await platform.another('auth', { name: 'auth-2' })].join()
      const user = [platform.urls.user, ...bad.map(({ url }) => url)].join()
      const gateways = await startGateways(platform, { AUTH_URL: auth, USER_URL: user })
      const token = await newPerson(gateways.urls, reader)
      await newPerson(gateways.urls, visitor)
      const killing = killAgainAndAgain(platform, auth.split(',')[1] ?? '', plan)
      const killed = await load(gateways.urls, plan.seconds, (url) => callAuth(url, token))
      const kills = await killing
      const callUser = (url: string) => get(`${url}/v1/users/me/settings`, token)
      const half = plan.seconds / 2
      const badFirst = await load(gateways.urls, half, callUser)
      const badLater = await load(gateways.urls, half, callUser)
      result = {
        killed,
        ...kills,
        restarts: platform.restarts('auth-2'),
        bad: badFirst,
        badLater,
        repeated: await repeatedBy(gateways.metricsUrls),
      }
    })
  } finally {
    for (const instance of bad) instance.close()
  }
  if (!result) throw new Error('the run came to no result')
  return result
}

async function startGateways(platform: Platform, upstreams: Record<string, string>): Promise<Gateways> {
  const gateways: Gateways = { urls: [], metricsUrls: [] }
  for (const name of ['gateway-1', 'gateway-2']) {
    const metricsPort = await freePort()
    const own = { ...upstreams, METRICS_PORT: String(metricsPort) }
    gateways.urls.push(await platform.another('gateway', { name, settings: own }))
    gateways.metricsUrls.push(`http://127.0.0.1:${metricsPort}/metrics`)
  }
  return gateways
}

const post = (url: string, body: unknown) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(givenUpMs),
  })

const get = (url: string, token: string) =>
  fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(givenUpMs) })

/** An account has so many sessions at the most, so the one that signs in all the time is not the one that reads. */
const reader = 'reader@example.test'
const visitor = 'visitor@example.test'

async function newPerson([url]: readonly string[], email: string): Promise<string> {
  const answer = await post(`${url}/v1/auth/register`, { email, password, name: 'Chaos' })
  const { accessToken } = (await answer.json()) as { accessToken?: string }
  if (accessToken === undefined) throw new Error(`the registration was answered ${answer.status}`)
  return accessToken
}

let turn = 0

/** Four calls that may go twice to one that may not: a login makes a session. */
function callAuth(url: string, token: string): Promise<Response> {
  turn++
  if (turn % 5 === 0) return post(`${url}/v1/auth/login`, { email: visitor, password })
  return get(`${url}/v1/auth/me`, token)
}

async function load(
  urls: readonly string[],
  seconds: number,
  call: (url: string) => Promise<Response>,
): Promise<Tally> {
  const tally: Tally = { sent: 0, answered: 0, refused: 0, failed: 0, longestGapMs: 0, errorRate: 0 }
  const endsAt = Date.now() + seconds * 1_000
  let wellAt = Date.now()
  const one = async (url: string) => {
    tally.sent++
    try {
      const answer = await call(url)
      await answer.arrayBuffer()
      if (answer.status === 503) tally.refused++
      else if (answer.ok) {
        tally.answered++
        tally.longestGapMs = Math.max(tally.longestGapMs, Date.now() - wellAt)
        wellAt = Date.now()
      } else throw new Error(`${answer.status}`)
    } catch (error) {
      tally.failed++
      tally.firstFailure ??= (error as Error).message
    }
  }
  const worker = async (index: number) => {
    while (Date.now() < endsAt) {
      await one(urls[index % urls.length] ?? '')
      await pause(betweenCallsMs)
    }
  }
  await Promise.all(Array.from({ length: workers }, (_, index) => worker(index)))
  tally.errorRate = (tally.refused + tally.failed) / tally.sent
  return tally
}

const betweenKillsMs = 3_000

/** The next kill comes when the instance has been well for a while, so that each of them takes something away. */
async function killAgainAndAgain(
  platform: Platform,
  url: string,
  { seconds, signal }: GatewayPlan,
): Promise<{ kills: number; rejoinedAfterMs: number }> {
  const endsAt = Date.now() + seconds * 1_000
  let kills = 0
  let rejoinedAfterMs = 0
  await pause(1_000)
  while (Date.now() < endsAt && !signal.aborted) {
    const killedAt = Date.now()
    await platform.kill('auth-2')
    kills++
    while (!(await isReady(url))) await pause(50)
    rejoinedAfterMs = Math.max(rejoinedAfterMs, Date.now() - killedAt)
    await pause(betweenKillsMs)
  }
  return { kills, rejoinedAfterMs }
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`, { signal: AbortSignal.timeout(1_000) }).then(
    ({ ok }) => ok,
    () => false,
  )

async function repeatedBy(metricsUrls: readonly string[]): Promise<Record<string, number>> {
  const repeated: Record<string, number> = {}
  for (const url of metricsUrls) {
    const text = await (await fetch(url)).text()
    for (const [, labels = '', count] of text.matchAll(/^gateway_repeated_calls_total\{(.*)\} (\d+)$/gm)) {
      const labelled = (name: string) => new RegExp(`${name}="(\\w+)"`).exec(labels)?.[1]
      const kind = `${labelled('method')}, arrived: ${labelled('arrived')}`
      repeated[kind] = (repeated[kind] ?? 0) + Number(count)
    }
  }
  return repeated
}
