// Activities are posted in batches, some of them twice on purpose, while their worker is killed again and again; each is stored once.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { createConnection } from 'mongoose'
import { onOwnPlatform } from './engagement/own-platform.js'
import { type Guest, gather } from './engagement/party.js'
import type { Platform } from './platform.js'
import { queueAt } from './queue-at.js'

export interface ActivitiesPlan {
  activities: number
  perSecond: number
  killEveryMs: number
  signal: AbortSignal
  say(text: string): void
}

export interface ActivitiesResult {
  posted: number
  duplicatesPosted: number
  /** As the answers told them: those within one batch. */
  duplicatesTold: number
  batches: number
  /** Batches that were posted again, since their answer got lost or was 429 or 503. */
  repeated: number
  kills: number
  stored: number
  missing: number
  foreign: number
  seconds: number
}

const services = ['activity', 'auth', 'gateway', 'user']
const people = 10
const atOnce = 4
const batchSize = 500
/** Of a batch: so many stand in it twice, and so many stood in the batch before. */
const twiceWithin = 5
const fromBefore = 10
const storedWithinMs = 120_000
const types = ['PAGE_VIEW', 'SEARCH', 'LIKE', 'SHARE']

interface Posting {
  plan: ActivitiesPlan
  ids: string[]
  counts: Pick<ActivitiesResult, 'duplicatesPosted' | 'duplicatesTold' | 'batches' | 'repeated'>
}

export const runActivities = (plan: ActivitiesPlan): Promise<ActivitiesResult> =>
  onOwnPlatform(services, plan, (platform) => runOn(platform, plan))

async function runOn(platform: Platform, plan: ActivitiesPlan): Promise<ActivitiesResult> {
  const guests = await gather(platform.urls.gateway ?? '', people, 1)
  const startedAt = Date.now()
  const counts = { duplicatesPosted: 0, duplicatesTold: 0, batches: 0, repeated: 0 }
  const posting: Posting = { plan, ids: [], counts }
  const posted = new AbortController()
  const [kills] = await Promise.all([
    killUntil(platform, plan, posted.signal),
    postAll(posting, guests).finally(() => posted.abort()),
  ])
  const seconds = Math.round((Date.now() - startedAt) / 1_000)
  plan.say(`${posting.ids.length} posted in ${seconds} s; waiting until all are stored`)
  const found = await settle(platform, posting.ids.length)
  const wanted = new Set(posting.ids)
  const kept = new Set(found)
  return {
    posted: wanted.size,
    ...counts,
    kills,
    stored: found.length,
    missing: [...wanted].filter((id) => !kept.has(id)).length,
    foreign: found.filter((id) => !wanted.has(id)).length,
    seconds,
  }
}

async function killUntil(
  platform: Platform,
  { killEveryMs, say }: ActivitiesPlan,
  over: AbortSignal,
): Promise<number> {
  for (let kills = 0; ; kills++) {
    await pause(killEveryMs, undefined, { signal: over }).catch(() => undefined)
    if (over.aborted) return kills
    await platform.kill('activity-worker')
    say(`the worker was killed (${kills + 1})`)
  }
}

async function postAll(posting: Posting, guests: readonly Guest[]): Promise<void> {
  const { activities, perSecond, signal } = posting.plan
  const startedAt = Date.now()
  const worker = async (guest: Guest) => {
    let before: Activity[] = []
    while (posting.ids.length < activities && !signal.aborted) {
      const due = startedAt + (posting.ids.length / perSecond) * 1_000
      const fresh = newActivities(Math.min(batchSize, activities - posting.ids.length))
      const again = [...fresh.slice(0, twiceWithin), ...before.slice(0, fromBefore)]
      posting.ids.push(...fresh.map(({ id }) => id))
      await pause(Math.max(0, due - Date.now()))
      posting.counts.duplicatesPosted += again.length
      await post(posting, guest, [...fresh, ...again])
      before = fresh
    }
  }
  await Promise.all(guests.slice(0, atOnce).map(worker))
}

interface Activity {
  id: string
  type: string
  properties: { path: string }
}

const newActivities = (count: number): Activity[] =>
  Array.from({ length: count }, (_, index) => ({
    id: randomUUID(),
    type: types[index % types.length] ?? '',
    properties: { path: `/pages/${index}` },
  }))

/** An answer that got lost is asked for again with the same ids. */
async function post({ counts }: Posting, guest: Guest, activities: Activity[]): Promise<void> {
  counts.batches++
  const answer = await guest.call<{ duplicates: number; rejected: number }>('POST', '/v1/activities', {
    body: { activities },
  })
  if (answer?.status !== 202 || answer.body.rejected > 0)
    throw new Error(`a batch was answered ${answer?.status}: ${JSON.stringify(answer?.body).slice(0, 300)}`)
  counts.duplicatesTold += answer.body.duplicates
  if (answer.isRepeated) counts.repeated++
}

/** Until the queue is empty and as many are stored as were posted; more than that would be doubled. */
async function settle(platform: Platform, posted: number): Promise<string[]> {
  const endsAt = Date.now() + storedWithinMs
  for (;;) {
    const { messageCount } = await queueAt([platform.infrastructure.RABBITMQ_URL ?? ''], 'activity')
    const found = await storedIn(platform)
    if ((messageCount === 0 && found.length >= posted) || Date.now() > endsAt) return found
    await pause(1_000)
  }
}

/** What the service records of registrations and sessions by itself is not counted. */
const ours = { type: { $in: types } } as object

/** Read where they lie, not asked of who wrote them: each document's id as often as there is a document. */
async function storedIn({ infrastructure }: Platform): Promise<string[]> {
  const connection = await createConnection(infrastructure.MONGO_URL ?? '').asPromise()
  try {
    const collection = connection.getClient().db('activity').collection<{ _id: string }>('activities')
    const documents = await collection.find(ours, { projection: { _id: 1 } }).toArray()
    return documents.map(({ _id }) => _id)
  } finally {
    await connection.close()
  }
}
