// Letters flow from a sender to a keeper while faults strike one after the other; at the end each letter was kept once, in order.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { managementApi } from '@eventflow/backbone/admin'
import { rabbitmq } from '../launcher/infra/rabbitmq.js'
import { applyTopology, type Fault, type Field, faults, quickFaults } from './faults.js'
import { isDue } from './letters.js'
import { type Account, accountOf, isClean, type KeptLetter, type Recipient } from './letters-account.js'
import { type LettersStage, type ProvideBroker, withLetters } from './letters-stage.js'
import { markOfDead } from './malformed.js'
import { queueAt, withChannel } from './queue-at.js'
import { type Chance, chanceFrom } from './seeded.js'

export interface MessagingPlan {
  letters: number
  seconds: number
  seed: number
  faults?: readonly Fault[]
  /** A run of seconds: its faults follow each other quickly, and none of them takes half a minute to be over. */
  isShort?: boolean
  broker?: { name: string; provide: ProvideBroker }
  /** Whether the keeper's queue is deleted at the end, when it is empty, and made again after more was sent. */
  deletesQueue?: boolean
  signal: AbortSignal
  say(text: string): void
}

export interface MessagingResult extends Account {
  seed: number
  clean: boolean
  duplicatesDropped: number
  unsent: number
  /** Ends of a service that nobody brought about. */
  falls: number
  faults: Record<string, number>
  seconds: number
}

const recipients = 200
const settledWithinMs = 150_000
const progressMs = 10_000

export function runMessaging(plan: MessagingPlan): Promise<MessagingResult> {
  const { broker = rabbitmq, signal, say } = plan
  return withLetters({ broker, signal, say }, async (stage) => {
    const startedAt = Date.now()
    const struck: Record<string, number> = {}
    const field: Field = { stage, malformed: [], signal: plan.signal }
    await seedRecipients(stage)
    await flow(plan, field, struck)
    await settle(stage, plan)
    if (plan.deletesQueue) await deleteAndMakeAgain(stage, plan)
    const account = accountOf({
      ...(await evidence(stage)),
      dead: await takeDead(stage),
      malformed: field.malformed,
    })
    const counts = await countsOf(stage)
    return {
      seed: plan.seed,
      clean: isClean(account) && counts.unsent === 0,
      ...account,
      duplicatesDropped: counts.duplicates,
      unsent: counts.unsent,
      falls: stage.falls(),
      faults: struck,
      seconds: Math.round((Date.now() - startedAt) / 1_000),
    }
  })
}

/** Most are good; one in twenty is flaky, and one in forty poisonous, with a few letters each. */
async function seedRecipients(stage: LettersStage): Promise<void> {
  const rows = Array.from({ length: recipients }, (_, index) => {
    const kind = index % 40 === 7 ? 'poison' : index % 20 === 3 ? 'flaky' : 'good'
    return { id: randomUUID(), kind, share: kind === 'good' ? 1 : 0.25, writer: index % 4 }
  })
  await stage.query(
    'sender',
    `insert into recipients (id, kind, share, writer)
     select * from json_to_recordset($1) as r(id uuid, kind text, share float, writer int)`,
    [JSON.stringify(rows)],
  )
}

/** Lets more and more letters be written, at an even pace, while faults strike. */
async function flow(plan: MessagingPlan, field: Field, struck: Record<string, number>): Promise<void> {
  const endsAt = Date.now() + plan.seconds * 1_000
  const chance = chanceFrom(plan.seed)
  const perRecipient = Math.ceil(plan.letters / (recipients * 0.94))
  let isOver = false
  const pacing = async () => {
    while (!isOver) {
      const done = Math.min(1, 1 - (endsAt - Date.now()) / (plan.seconds * 1_000))
      await allow(field.stage, perRecipient * done).catch(() => undefined)
      await pause(200)
    }
    await allow(field.stage, perRecipient)
  }
  const telling = async () => {
    for (let next = Date.now() + progressMs; !isOver; await pause(250)) {
      if (Date.now() < next) continue
      next += progressMs
      await tell(field.stage, plan, struck).catch(() => plan.say('the database is away'))
    }
  }
  const striking = strikeUntil(endsAt, { plan, field, struck, chance }).finally(() => {
    isOver = true
  })
  await Promise.all([striking, pacing(), telling()])
}

interface Strikes {
  plan: MessagingPlan
  field: Field
  struck: Record<string, number>
  chance: Chance
}

async function strikeUntil(endsAt: number, { plan, field, struck, chance }: Strikes): Promise<void> {
  const [least, most] = plan.isShort ? [0.3, 1] : [1, 5]
  const all = plan.faults ?? (plan.isShort ? quickFaults : faults)
  const rest = () => pause(chance.between(least, most) * 1_000)
  let left = [...all]
  const isOver = () =>
    plan.signal.aborted || (Date.now() >= endsAt && Object.keys(struck).length >= all.length)
  for (await rest(); !isOver(); await rest()) {
    // Each of them once before any comes again, so that a short run meets all.
    if (left.length === 0) left = [...all]
    const fault = chance.pick(left)
    left = left.filter((one) => one !== fault)
    struck[fault.name] = (struck[fault.name] ?? 0) + 1
    await fault.strike(field)
  }
  await pause(Math.max(0, endsAt - Date.now()))
}

const allow = (stage: LettersStage, perRecipient: number) =>
  stage.query('sender', 'update allowance set per_recipient = greatest(per_recipient, $1)', [perRecipient])

async function tell(
  stage: LettersStage,
  { say }: MessagingPlan,
  struck: Record<string, number>,
): Promise<void> {
  const { sent, kept, unsent } = await countsOf(stage)
  const count = Object.values(struck).reduce((sum, one) => sum + one, 0)
  say(`${sent} sent, ${kept} kept, ${unsent} in the outbox, ${count} faults`)
}

interface Counts {
  sent: number
  kept: number
  unsent: number
  duplicates: number
}

async function countsOf(stage: LettersStage): Promise<Counts> {
  const [sender] = await stage.query<{ sent: number; unsent: number }>(
    'sender',
    'select (select sum(number)::int from recipients) as sent, (select count(*)::int from outbox) as unsent',
  )
  const [keeper] = await stage.query<{ kept: number; duplicates: number }>(
    'keeper',
    'select (select count(*)::int from kept) as kept, (select coalesce(sum(duplicates), 0)::int from inbox) as duplicates',
  )
  return {
    sent: sender?.sent ?? 0,
    unsent: sender?.unsent ?? 0,
    kept: keeper?.kept ?? 0,
    duplicates: keeper?.duplicates ?? 0,
  }
}

async function evidence(stage: LettersStage): Promise<{ recipients: Recipient[]; kept: KeptLetter[] }> {
  return {
    recipients: await stage.query<Recipient>('sender', 'select id, kind, number from recipients'),
    kept: await stage.query<KeptLetter>('keeper', 'select recipient_id, number from kept order by position'),
  }
}

/** Waits until nothing is on its way any more: all written, all published, and each kept or put aside. */
async function settle(stage: LettersStage, plan: MessagingPlan): Promise<void> {
  const endsAt = Date.now() + settledWithinMs
  plan.say('no more faults; waiting until everything has arrived')
  while (Date.now() < endsAt && !plan.signal.aborted) {
    const { unsent } = await countsOf(stage)
    const account = accountOf({ ...(await evidence(stage)), dead: [], malformed: [] })
    if (unsent === 0 && account.lost === 0 && account.sent > 0 && (await isWritten(stage)))
      return waitForDead(stage, account.poisonous)
    await pause(500)
  }
}

async function isWritten(stage: LettersStage): Promise<boolean> {
  const due = await stage.query('sender', `select 1 from recipients, allowance where ${isDue} limit 1`)
  return due.length === 0
}

/** Poisonous letters are put aside at once, the last of them a moment after the others are kept. */
async function waitForDead(stage: LettersStage, count: number): Promise<void> {
  for (
    let tries = 0;
    tries < 40 && (await queueAt(stage.adminUrls, 'keeper.dead')).messageCount < count;
    tries++
  )
    await pause(250)
  for (let tries = 0; tries < 40 && (await queueAt(stage.adminUrls, 'keeper')).messageCount > 0; tries++)
    await pause(250)
}

const takeDead = (stage: LettersStage) =>
  withChannel(stage.adminUrls, async (channel) => {
    const dead: Array<{ mark: string }> = []
    for (let one = await channel.get('keeper.dead'); one; one = await channel.get('keeper.dead')) {
      dead.push({ mark: markOfDead(one.content) })
      channel.ack(one)
    }
    return dead
  })

const moreLetters = 10

/** While the queue is away the events stay in the outbox; with messages in it, deleting it would lose these by definition. */
async function deleteAndMakeAgain(stage: LettersStage, plan: MessagingPlan): Promise<void> {
  plan.say('the queue of the keeper is deleted while it is empty, and made again after more was sent')
  const [managementUrl = ''] = stage.managementUrls
  await managementApi(managementUrl)('DELETE', `/queues/${stage.vhost}/keeper`)
  await stage.query('sender', 'update allowance set per_recipient = per_recipient + $1', [moreLetters])
  await pause(2_000)
  await applyTopology(stage)
  await settle(stage, plan)
}
