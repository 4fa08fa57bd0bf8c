// Signing keys are rotated every second under load: no live token is refused, by the gateway or by the services behind it.
import { setTimeout as pause } from 'node:timers/promises'
import { type Platform, withPlatform } from './platform.js'
import { queryIn } from './query-in.js'

export interface KeysPlan {
  seconds: number
  /** How long a key is published before it signs; less than verifiers keep the key set, so that it has to be looked for. */
  leadSeconds: number
  signal: AbortSignal
  say(text: string): void
}

export interface KeysResult {
  calls: number
  /** Answers 401 to tokens that are live. */
  refused: number
  /** Answers that are neither 200 nor 401; the first of them is shown. */
  failed: number
  firstFailure?: string
  rotations: number
  /** Keys by which tokens of this run were signed. */
  keysSeen: number
  /** How often the gateway and the user service asked for the key set. */
  keySetLooks: number
  seconds: number
}

interface Tokens {
  accessToken: string
  refreshToken: string
}

interface Tally extends Pick<KeysResult, 'calls' | 'refused' | 'failed' | 'firstFailure'> {
  kids: Set<string>
}

const services = ['auth', 'gateway', 'user']
const people = 8
const betweenRoundsMs = 50
const rotateEveryMs = 1_000
const password = 'a-quiet-harbour-at-dawn'

/** Everybody comes from one address. */
const settings = {
  BCRYPT_COST: '4',
  LIMIT_REGISTER_PER_MINUTE: '1000000',
  LIMIT_LOGIN_PER_MINUTE: '1000000',
  LIMIT_ADDRESS_PER_MINUTE: '1000000',
  LIMIT_USER_PER_MINUTE: '1000000',
  LOG_LEVEL: 'warn',
}

export async function runKeys({ seconds, leadSeconds, ...plan }: KeysPlan): Promise<KeysResult> {
  let result: KeysResult | undefined
  const own = { ...settings, SIGNING_KEY_LEAD_SECONDS: String(leadSeconds) }
  await withPlatform({ services, settings: own, ...plan }, async (platform) => {
    const admin = await newAdmin(platform)
    const crowd = await Promise.all(Array.from({ length: people }, (_, at) => newPerson(platform, at)))
    const looksBefore = await keySetLooks(platform)
    const tally: Tally = { calls: 0, refused: 0, failed: 0, kids: new Set() }
    const endsAt = Date.now() + seconds * 1_000
    const isOver = () => Date.now() > endsAt || plan.signal.aborted
    const rotating = rotate(platform, admin, isOver)
    await Promise.all(crowd.map((person) => live(platform, person, { tally, isOver })))
    const { kids, ...counts } = tally
    const rotations = await rotating
    const looks = (await keySetLooks(platform)) - looksBefore
    result = { ...counts, rotations, keysSeen: kids.size, keySetLooks: looks, seconds }
  })
  if (!result) throw new Error('the run came to no result')
  return result
}

/** Gets a new token again and again, and shows it, and one from before, to a service behind the gateway and to auth. */
async function live(
  { urls }: Platform,
  person: Tokens,
  { tally, isOver }: { tally: Tally; isOver: () => boolean },
): Promise<void> {
  const held = [person.accessToken]
  let current = person
  while (!isOver()) {
    current = (await post(urls.gateway, '/v1/auth/refresh', {
      body: { refreshToken: current.refreshToken },
    })) as Tokens
    tally.kids.add(kidOf(current.accessToken))
    held.push(current.accessToken)
    const older = held[Math.floor(Math.random() * held.length)] ?? current.accessToken
    const shown: Array<[string, string]> = [
      ['/v1/users/me/settings', current.accessToken],
      ['/v1/auth/me', current.accessToken],
      ['/v1/users/me/settings', older],
    ]
    await Promise.all(shown.map(([path, token]) => show(`${urls.gateway}${path}`, token, tally)))
    await pause(betweenRoundsMs)
  }
}

async function show(url: string, token: string, tally: Tally): Promise<void> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  const body = await answer.text()
  tally.calls++
  if (answer.status === 200) return
  if (answer.status === 401) tally.refused++
  else tally.failed++
  tally.firstFailure ??= `${answer.status} ${body.slice(0, 200)}`
}

/** Answers how many keys were made: while one waits to sign, asking again makes none. */
async function rotate({ urls }: Platform, admin: Tokens, isOver: () => boolean): Promise<number> {
  const kids = new Set<string>()
  while (!isOver()) {
    const begunAt = Date.now()
    const made = (await post(urls.gateway, '/v1/auth/keys/rotate', { by: admin })) as { kid: string }
    kids.add(made.kid)
    await pause(Math.max(0, begunAt + rotateEveryMs - Date.now()))
  }
  return kids.size
}

const newPerson = async ({ urls }: Platform, number: number): Promise<Tokens> => {
  const person = { email: `person.${number}@example.test`, password, name: `Person ${number}` }
  return (await post(urls.gateway, '/v1/auth/register', { body: person })) as Tokens
}

async function newAdmin(platform: Platform): Promise<Tokens> {
  const email = 'admin@example.test'
  await post(platform.urls.gateway, '/v1/auth/register', { body: { email, password, name: 'Admin' } })
  await queryIn(platform, 'auth_db', `update accounts set roles = '{user,admin}' where email = '${email}'`)
  return (await post(platform.urls.gateway, '/v1/auth/login', { body: { email, password } })) as Tokens
}

async function post(
  url: string | undefined,
  path: string,
  { body, by }: { body?: object; by?: Tokens },
): Promise<unknown> {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(by === undefined ? {} : { authorization: `Bearer ${by.accessToken}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${text.slice(0, 200)}`)
  return JSON.parse(text)
}

const kidOf = (token: string): string =>
  (JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString()) as { kid: string }).kid

/** As auth has counted them. */
async function keySetLooks({ urls }: Platform): Promise<number> {
  const metrics = await (await fetch(`${urls.auth}/metrics`)).text()
  const counted = metrics
    .split('\n')
    .filter((line) => line.startsWith('http_request_duration_seconds_count') && line.includes('jwks.json'))
  return counted.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}
