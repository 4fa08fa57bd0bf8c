// Two hundred people write, follow, block and read while parts of the platform are killed; at the end all of it is held against an oracle.
import { setTimeout as pause } from 'node:timers/promises'
import { createActLog } from './engagement/act-log.js'
import { type LoggedEvent, matchEvents, openEventLog, readEventLog } from './engagement/event-log.js'
import { findLost } from './engagement/lost-creations.js'
import { type Mails, watchMails } from './engagement/mails.js'
import { onOwnPlatform } from './engagement/own-platform.js'
import { type Guest, gather } from './engagement/party.js'
import { playNext } from './engagement/play.js'
import { follow } from './engagement/play-relations.js'
import { untilQuiet } from './engagement/quiet.js'
import type { Stage } from './engagement/stage.js'
import { inTurn, type Strike, strikes, strikeWithin } from './engagement/strikes.js'
import { surveyAll } from './engagement/survey.js'
import type { Platform } from './platform.js'
import { chanceFrom } from './seeded.js'

export interface EngagementPlan {
  people: number
  seconds: number
  seed: number
  /** People who act at the same moment, and how long a round of acts takes. */
  atOnce: number
  roundMs: number
  strikes?: readonly Strike[]
  signal: AbortSignal
  say(text: string): void
}

export interface EngagementResult {
  seed: number
  sent: number
  /** Creations without an answer, and how many of these happened. */
  lostAnswers: number
  doneAllTheSame: number
  mails: number
  mailCopies: number
  events: number
  strictReads: number
  strictReadsOfWhatWasSeen: number
  feeds: number
  told: number
  inboxes: number
  faults: Record<string, number>
  findings: string[]
  seconds: number
}

const services = ['action', 'auth', 'feed', 'gateway', 'notification', 'user']
const followsAtFirst = 8
const quietWithinMs = 180_000

export const runEngagement = (plan: EngagementPlan): Promise<EngagementResult> =>
  onOwnPlatform(services, plan, (platform) => engageOn(platform, plan))

export async function engageOn(platform: Platform, plan: EngagementPlan): Promise<EngagementResult> {
  await openEventLog(platform)
  const over = new AbortController()
  const { mails } = watchMails(platform, AbortSignal.any([plan.signal, over.signal]))
  const guests = await gather(platform.urls.gateway ?? '', plan.people, plan.seed)
  const stage: Stage = {
    guests,
    log: createActLog(),
    strict: { reads: 0, hadSeen: 0, findings: [] },
    tally: { calls: 0, lost: [], findings: [] },
  }
  plan.say(`${guests.length} people have come`)
  await meet(stage, plan)
  await settle(platform, stage, plan)
  const startedAt = Date.now()
  const faults = await rounds(platform, stage, plan)
  const seconds = Math.round((Date.now() - startedAt) / 1_000)
  const doneAllTheSame = await findLost(stage)
  const evidence = { events: await readEventLog(platform), mails: await mails() }
  over.abort()
  return { seed: plan.seed, doneAllTheSame, ...(await judge(stage, evidence)), faults, seconds }
}

/** Before the first round everybody follows some others. */
async function meet(stage: Stage, { atOnce }: EngagementPlan): Promise<void> {
  const waiting = stage.guests.flatMap((guest) => Array.from({ length: followsAtFirst }, () => guest))
  const worker = async () => {
    for (let guest = waiting.shift(); guest; guest = waiting.shift()) await follow(stage, guest)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

async function settle(platform: Platform, stage: Stage, { signal }: EngagementPlan): Promise<void> {
  const busy = await untilQuiet(platform, { withinMs: quietWithinMs, signal })
  stage.tally.findings.push(...busy.map((one) => `still under way after ${quietWithinMs / 1_000} s: ${one}`))
  stage.log.nextRound()
}

async function rounds(
  platform: Platform,
  stage: Stage,
  plan: EngagementPlan,
): Promise<Record<string, number>> {
  const chance = chanceFrom(plan.seed)
  const order = inTurn(plan.strikes ?? strikes, chance)
  const struck: Record<string, number> = {}
  const endsAt = Date.now() + plan.seconds * 1_000
  while (Date.now() < endsAt && !plan.signal.aborted) {
    const one = order.next().value
    struck[one.name] = (struck[one.name] ?? 0) + 1
    await Promise.all([actFor(stage, plan), strikeWithin(platform, one, { roundMs: plan.roundMs, chance })])
    await settle(platform, stage, plan)
    plan.say(
      `${one.name}; ${stage.log.acts.length} acts, ${stage.strict.reads} strict reads, ${found(stage)} findings`,
    )
  }
  return struck
}

const found = ({ strict, tally }: Stage): number => strict.findings.length + tally.findings.length

/** Everybody has their turn again and again, each waiting for their own last act. */
async function actFor(stage: Stage, { roundMs, atOnce, signal }: EngagementPlan): Promise<void> {
  const endsAt = Date.now() + roundMs
  const free: Guest[] = [...stage.guests]
  const worker = async () => {
    while (Date.now() < endsAt && !signal.aborted) {
      const guest = free.shift()
      if (!guest) await pause(5)
      else {
        await playNext(stage, guest)
        free.push(guest)
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

type Judged = Omit<EngagementResult, 'seed' | 'doneAllTheSame' | 'faults' | 'seconds'>

async function judge(
  { guests, log, strict, tally }: Stage,
  { events, mails }: { events: readonly LoggedEvent[]; mails: Mails },
): Promise<Judged> {
  const { acts, findings } = matchEvents(log.acts, events)
  const survey = await surveyAll(guests, acts, mails)
  return {
    sent: tally.calls,
    lostAnswers: tally.lost.length,
    mails: mails.byEvent.size,
    mailCopies: mails.copies,
    events: events.length,
    strictReads: strict.reads,
    strictReadsOfWhatWasSeen: strict.hadSeen,
    feeds: survey.feeds,
    told: survey.told,
    inboxes: survey.inboxes,
    findings: [...tally.findings, ...strict.findings, ...findings, ...survey.findings],
  }
}
