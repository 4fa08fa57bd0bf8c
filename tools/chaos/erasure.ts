// Somebody leaves traces in every service and is erased; then all that the stack keeps is searched for their e-mail and name.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { leaveTraces, type Person, publishAs, register } from './erasure-person.js'
import { type Platform, withPlatform } from './platform.js'
import { queueAt } from './queue-at.js'
import { searchStores, type Trace } from './search-stores.js'

export interface ErasureResult {
  receipts: Array<{ service: string; status: string; counts?: Record<string, number> }>
  /** Where the person could be found before, which shows that the search finds anything. */
  before: Trace[]
  after: Trace[]
}

interface ErasurePlan {
  signal: AbortSignal
  say(text: string): void
}

const services = ['action', 'activity', 'auth', 'feed', 'gateway', 'notification', 'ops', 'user']
/** An operator is needed to mend a dead letter. */
const settings = { BCRYPT_COST: '4', EVENTFLOW_DEMO: 'true' }
const erasedWithinMs = 60_000
const quietWithinMs = 20_000

export async function runErasure(plan: ErasurePlan): Promise<ErasureResult> {
  let result: ErasureResult | undefined
  await withPlatform({ services, settings, ...plan }, async (platform) => {
    const mark = randomUUID().slice(0, 8)
    const words = [`zephyrine.${mark}`, `Zephyrine ${mark} Quillfeather`]
    const [mailbox = '', name = ''] = words
    const person = await register(platform, { email: `${mailbox}@example.test`, name })
    await leaveTraces(platform, person)
    const before = await searchStores(platform, words)
    plan.say(`found in ${before.length} places before the erasure`)
    const receipts = await erase(platform, person)
    await sendLateEvents(platform, person)
    result = { receipts, before, after: await searchUntilQuiet(platform, words) }
  })
  if (!result) throw new Error('the run came to no result')
  return result
}

interface Job {
  id: string
  status: string
  token: string
  parts: ErasureResult['receipts']
}

async function erase({ urls }: Platform, person: Person): Promise<ErasureResult['receipts']> {
  const wish = { body: { password: person.password } }
  const { id, token } = (await person.call<Job>('DELETE', '/v1/users/me', wish)).body
  const endsAt = Date.now() + erasedWithinMs
  for (;;) {
    const answer = await fetch(`${urls.gateway}/v1/erasures/${id}`, { headers: { 'x-erasure-token': token } })
    const job = (await answer.json()) as Job
    if (job.status === 'done' || Date.now() > endsAt) return job.parts
    await pause(200)
  }
}

/** As a broker that was cut off may: the registration once more, and once more in a form that nobody can handle. */
async function sendLateEvents(platform: Platform, { id, email, name }: Person): Promise<void> {
  await publishAs(platform, 'auth', { userId: id, email, name, locale: 'en' })
  await publishAs(platform, 'auth', { userId: id, email, name, locale: 7 })
  const queues = services
    .filter((service) => service !== 'gateway')
    .flatMap((queue) => [queue, `${queue}.dead`])
  const endsAt = Date.now() + quietWithinMs
  const waiting = async () => {
    const looks = await Promise.all(
      queues.map((queue) =>
        queueAt([platform.infrastructure.RABBITMQ_URL ?? ''], queue).catch(() => ({ messageCount: 0 })),
      ),
    )
    return looks.some(({ messageCount }) => messageCount > 0)
  }
  while ((await waiting()) && Date.now() < endsAt) await pause(200)
}

/** What is in somebody's hands at this moment is gone a moment later; what stays is a finding. */
async function searchUntilQuiet(platform: Platform, words: readonly string[]): Promise<Trace[]> {
  const endsAt = Date.now() + quietWithinMs
  for (;;) {
    const traces = await searchStores(platform, words)
    if (traces.length === 0 || Date.now() > endsAt) return traces
    await pause(1_000)
  }
}
