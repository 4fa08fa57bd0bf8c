// The time in which letters are written at an even pace while faults strike, one after the other.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type Fault, type Field, faults, quickFaults } from './faults.js'
import { countsOf } from './letters-count.js'
import type { LettersStage, ProvideBroker } from './letters-stage.js'
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

const recipients = 200
const progressMs = 10_000

/** Most are good; one in twenty is flaky, and one in forty poisonous, with a few letters each. */
export async function seedRecipients(stage: LettersStage): Promise<void> {
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
export async function flow(plan: MessagingPlan, field: Field, struck: Record<string, number>): Promise<void> {
  const endsAt = Date.now() + plan.seconds * 1_000
  const chance = chanceFrom(plan.seed)
  const perRecipient = Math.ceil(plan.letters / (recipients * 0.94))
  let isOver = false
  const pacing = async () => {
    while (!isOver) {
      // More than planned where the faults take longer: each is to meet letters on their way.
      const done = 1 - (endsAt - Date.now()) / (plan.seconds * 1_000)
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
