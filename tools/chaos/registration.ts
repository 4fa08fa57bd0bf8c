// People register while the broker and the user service are killed again and again; afterwards everybody has one profile.
import { setTimeout as pause } from 'node:timers/promises'
import { type Platform, withPlatform } from './platform.js'
import { queryIn } from './query-in.js'

export interface RegistrationPlan {
  people: number
  /** How often each is killed on the way. */
  brokerKills: number
  serviceKills: number
  signal: AbortSignal
  say(text: string): void
}

export interface RegistrationResult {
  accepted: number
  profiles: number
  lost: number
  doubled: number
  /** Messages that ended in the dead-letter queue, and events that never left the outbox. */
  parked: number
  unsent: number
  seconds: number
}

const atOnce = 10
/** Slow enough that the broker is back between two kills, so that each of them meets one that works. */
const perSecond = 25
const settledWithinMs = 90_000

/** Everybody comes from one address, and hashing at full cost would be all that is measured. */
const settings = {
  BCRYPT_COST: '4',
  LIMIT_REGISTER_PER_MINUTE: '1000000',
  LIMIT_ADDRESS_PER_MINUTE: '1000000',
  LOG_LEVEL: 'warn',
}

export async function runRegistration(plan: RegistrationPlan): Promise<RegistrationResult> {
  let result: RegistrationResult | undefined
  const services = ['auth', 'gateway', 'user']
  await withPlatform({ services, settings, signal: plan.signal, say: plan.say }, async (platform) => {
    const startedAt = Date.now()
    const accepted = await registerAll(platform, plan)
    result = { ...(await settle(platform, accepted)), seconds: Math.round((Date.now() - startedAt) / 1_000) }
  })
  if (!result) throw new Error('the run came to no result')
  return result
}

/** The kills are spread over the registrations; they happen between two of them, at the same places in every run. */
function killPlan({ people, brokerKills, serviceKills }: RegistrationPlan): Map<number, string> {
  const kills = new Map<number, string>()
  for (let kill = 1; kill <= brokerKills; kill++)
    kills.set(Math.floor((people * kill) / (brokerKills + 1)), 'rabbitmq')
  for (let kill = 1; kill <= serviceKills; kill++)
    kills.set(Math.floor((people * (kill - 0.5)) / serviceKills), 'user')
  return kills
}

async function registerAll(platform: Platform, plan: RegistrationPlan): Promise<string[]> {
  const kills = killPlan(plan)
  const accepted: string[] = []
  let next = 0
  const worker = async () => {
    while (next < plan.people && !plan.signal.aborted) {
      const number = next++
      const victim = kills.get(number)
      if (victim) {
        plan.say(`killing ${victim} after ${accepted.length} registrations`)
        await platform.kill(victim)
      }
      accepted.push(await registerOne(platform, number))
      await pause((atOnce / perSecond) * 1_000)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return accepted
}

async function registerOne({ urls }: Platform, number: number): Promise<string> {
  const response = await fetch(`${urls.gateway}/v1/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      email: `person.${number}@example.test`,
      password: 'a-quiet-harbour-at-dawn',
      name: `Person ${number}`,
    }),
  })
  const body = (await response.json()) as { user?: { id: string } }
  if (response.status !== 201 || !body.user)
    throw new Error(`registration ${number} was answered ${response.status}: ${JSON.stringify(body)}`)
  return body.user.id
}

async function settle(
  platform: Platform,
  accepted: readonly string[],
): Promise<Omit<RegistrationResult, 'seconds'>> {
  const endsAt = Date.now() + settledWithinMs
  for (;;) {
    const state = await count(platform, accepted)
    if ((state.lost === 0 && state.unsent === 0) || Date.now() > endsAt) return state
    await pause(500)
  }
}

/** Counted where the data are, not asked of those who wrote them. */
async function count(
  platform: Platform,
  accepted: readonly string[],
): Promise<Omit<RegistrationResult, 'seconds'>> {
  const profiles = await queryIn(platform, 'user_db', 'select user_id, version from profiles')
  const [outbox] = await queryIn(platform, 'auth_db', 'select count(*)::int as waiting from outbox')
  const handled = await queryIn(
    platform,
    'user_db',
    `select message_id from inbox where type = 'user.registered' and consumer = 'user'`,
  )
  const known = new Set(profiles.map(({ user_id: userId }) => String(userId)))
  return {
    accepted: accepted.length,
    profiles: profiles.length,
    lost: accepted.filter((userId) => !known.has(userId)).length,
    doubled:
      handled.length - new Set(handled.map(({ message_id: id }) => id)).size + (profiles.length - known.size),
    parked: await parkedFor(platform, 'user'),
    unsent: Number(outbox?.waiting),
  }
}

async function parkedFor({ infrastructure }: Platform, queue: string): Promise<number> {
  const management = new URL(infrastructure.RABBITMQ_MANAGEMENT_URL ?? '')
  const credentials = Buffer.from(`${management.username}:${management.password}`).toString('base64')
  const vhost = new URL(infrastructure.RABBITMQ_URL ?? '').pathname.slice(1)
  const response = await fetch(`${management.origin}/api/queues/${vhost}/${queue}.dead`, {
    headers: { authorization: `Basic ${credentials}` },
  }).catch(() => undefined)
  if (!response?.ok) return 0
  return Number(((await response.json()) as { messages?: number }).messages ?? 0)
}
