// The faults that chaos chooses from; each resolves when it is over and the next may come.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { managementApi } from '@eventflow/backbone/admin'
import { brokerVersion } from '../launcher/infra/rabbitmq-answer.js'
import { signalGroup } from '../launcher/owned-process.js'
import { tailOf, waitUntil } from '../launcher/wait-until.js'
import { applyCures } from '../topology/apply.js'
import { readBroker } from '../topology/broker-state.js'
import { compare } from '../topology/compare.js'
import { letterDefinitions } from './letters.js'
import type { LettersStage } from './letters-stage.js'
import { sendMalformed } from './malformed.js'
import { queueAt } from './queue-at.js'

export interface Fault {
  name: string
  strike(field: Field): Promise<void>
}

export interface Field {
  stage: LettersStage
  /** Marks of the malformed messages that the broker took. */
  malformed: string[]
  signal: AbortSignal
}

const answersWithinMs = 90_000
const disturbedMs = 3_000

const killBroker: Fault = {
  name: 'broker killed',
  strike: async ({ stage, signal }) => {
    await stage.kill('rabbitmq')
    await untilBrokerAnswers(stage, signal)
  },
}

const killDatabase: Fault = {
  name: 'database killed',
  strike: async ({ stage, signal }) => {
    await stage.kill('postgres')
    const waiting = { timeoutMs: answersWithinMs, signal }
    await waitUntil(
      'the database',
      async () => (await stage.query('keeper', 'select 1')).length || undefined,
      waiting,
    )
  },
}

const killSender: Fault = { name: 'sender killed', strike: ({ stage }) => stage.kill('sender') }
const killKeeper: Fault = { name: 'keeper killed', strike: ({ stage }) => stage.kill('keeper') }

const memoryAlarm: Fault = {
  name: 'memory alarm',
  strike: async ({ stage }) => {
    await stage.control('rabbitmq', 'set_vm_memory_high_watermark', '0')
    await pause(disturbedMs)
    await stage.control('rabbitmq', 'set_vm_memory_high_watermark', 'absolute', '768MB')
  },
}

const expiryMs = 1_500
/** The broker looks for acks that are overdue once in this time; every minute as a rule. */
const expiryCheckMs = 300
const usualExpiryMs = 1_800_000
const usualCheckMs = 60_000

/** The keeper stands still with messages in its hands until the broker loses patience with it and closes its channel. */
const expireAcks: Fault = {
  name: 'acks expired',
  strike: async ({ stage, signal }) => {
    await setExpiry(stage, expiryMs, expiryCheckMs)
    // A channel keeps the limit that it began with.
    await stage.kill('keeper')
    await untilConsumed(stage, signal)
    const { pid, plan } = stage.process('keeper').current()
    signalGroup(pid, 'SIGSTOP')
    try {
      await pause(2 * expiryMs)
      await setExpiry(stage, usualExpiryMs, usualCheckMs)
    } finally {
      signalGroup(pid, 'SIGCONT')
    }
    const isTold = async () =>
      tailOf(plan?.logFile, 100_000).some((line) => /acknowledgement.*timed out/.test(line)) || undefined
    await waitUntil('the end of an overdue channel', isTold, { timeoutMs: answersWithinMs, signal })
  },
}

const setExpiry = (stage: LettersStage, limitMs: number, checkMs: number): Promise<void> =>
  stage.control(
    'rabbitmq',
    'eval',
    `application:set_env(rabbit, consumer_timeout, ${limitMs}), application:set_env(rabbit, channel_tick_interval, ${checkMs}).`,
  )

/** By the process that came after the one that was killed, whose consumer goes with its connection. */
async function untilConsumed({ adminUrls }: LettersStage, signal: AbortSignal): Promise<void> {
  const count = async () => (await queueAt(adminUrls, 'keeper')).consumerCount
  const waiting = { timeoutMs: answersWithinMs, signal }
  await waitUntil('the end of the keeper', async () => (await count()) === 0 || undefined, waiting)
  await waitUntil('the keeper', async () => (await count()) > 0 || undefined, waiting)
}

/** So short a queue that the broker refuses publications again and again. */
const queueTooShort: Fault = {
  name: 'queue too short',
  strike: (field) => changePolicy(field, { 'max-length': 3 }),
}

const otherPolicy: Fault = {
  name: 'policy changed',
  strike: (field) => changePolicy(field, { 'max-length': 500_000, 'message-ttl': 600_000 }),
}

const malformedMessages: Fault = {
  name: 'malformed messages',
  strike: async ({ stage, malformed }) => {
    const sent = await sendMalformed(stage.adminUrls[0] ?? '', () => `chaos-${randomUUID()}`)
    malformed.push(...sent)
  },
}

export const faults: readonly Fault[] = [
  killBroker,
  killDatabase,
  killSender,
  killKeeper,
  memoryAlarm,
  expireAcks,
  queueTooShort,
  otherPolicy,
  malformedMessages,
]

/** For a run of seconds: without those that are over only after half a minute, when the lease of a relay ends. */
export const quickFaults: readonly Fault[] = [expireAcks, killBroker, malformedMessages]

async function changePolicy({ stage }: Field, change: Readonly<Record<string, unknown>>): Promise<void> {
  const [managementUrl = ''] = stage.managementUrls
  const policy = letterDefinitions.policies.find(({ name }) => name === 'keeper')
  if (!policy) throw new Error('there is no policy for the keeper')
  const { name, definition, ...body } = policy
  const api = managementApi(managementUrl)
  await api('PUT', `/policies/${stage.vhost}/${name}`, { ...body, definition: { ...definition, ...change } })
  await pause(disturbedMs)
  await applyTopology(stage)
}

/** What `npm run topology -- apply` does. */
export async function applyTopology({
  managementUrls: [managementUrl = ''],
  vhost,
}: LettersStage): Promise<void> {
  const wanted = { vhost, definitions: letterDefinitions, users: {} }
  const { drift } = compare(wanted, await readBroker(managementUrl, vhost))
  await applyCures(managementUrl, drift)
}

async function untilBrokerAnswers(
  { managementUrls: [url = ''] }: LettersStage,
  signal: AbortSignal,
): Promise<void> {
  await waitUntil('the broker', () => brokerVersion(url), { timeoutMs: answersWithinMs, signal })
}
