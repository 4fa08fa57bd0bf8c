// Everything that was written is read back at once, while the broker stands still again and again: a Sync-Token leaves no gap.
import { setTimeout as pause } from 'node:timers/promises'
import { onOwnPlatform } from './engagement/own-platform.js'
import { type Guest, gather } from './engagement/party.js'
import type { Platform } from './platform.js'
import { chanceFrom } from './seeded.js'
import { kinds, type Pair } from './sync-writes.js'

export interface SyncPlan {
  writes: number
  seed: number
  /** A writer and a reader each; as many writes are under way at a time. */
  pairs: number
  signal: AbortSignal
  say(text: string): void
}

export interface SyncResult {
  writes: number
  /** Read with the token, not there, and not told to be late. */
  missed: number
  /** Told by Sync-Lag that the time did not suffice. */
  late: number
  /** Writes whose answer carried no token. */
  withoutTokens: number
  byKind: Record<string, number>
  /** One write in twenty is read without the token first: what that misses shows how late the consumers were. */
  withoutToken: { reads: number; missed: number }
  slowestMs: number
  seconds: number
}

const services = ['action', 'activity', 'auth', 'feed', 'gateway', 'notification', 'user']
const controlEvery = 20
/** Long enough to be noticed, short enough that nobody takes the broker for dead. */
const frozenMs = 1_200
const betweenMs = 4_000

export const runSync = (plan: SyncPlan): Promise<SyncResult> =>
  onOwnPlatform(services, plan, (platform) => syncOn(platform, plan))

export async function syncOn(platform: Platform, plan: SyncPlan): Promise<SyncResult> {
  const guests = await gather(platform.urls.gateway ?? '', 2 * plan.pairs, plan.seed)
  const pairs = pairsOf(guests)
  for (const { writer, reader } of pairs) await reader.call('PUT', `/v1/follows/${writer.id}`)
  const result: SyncResult = {
    writes: 0,
    missed: 0,
    late: 0,
    withoutTokens: 0,
    byKind: {},
    withoutToken: { reads: 0, missed: 0 },
    slowestMs: 0,
    seconds: 0,
  }
  const startedAt = Date.now()
  const written = new AbortController()
  await Promise.all([
    delay(platform, written.signal),
    writeAll(pairs, result, plan).finally(() => written.abort()),
  ])
  return { ...result, seconds: Math.round((Date.now() - startedAt) / 1_000) }
}

const pairsOf = (guests: readonly Guest[]): Pair[] =>
  guests.flatMap((writer, index) => {
    const reader = guests[index + 1]
    return index % 2 === 0 && reader ? [{ writer, reader }] : []
  })

/** Consumers get nothing while the broker stands still; whoever writes does not need it. */
async function delay(platform: Platform, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await platform.freeze('rabbitmq', frozenMs)
    await pause(betweenMs, undefined, { signal: over }).catch(() => undefined)
  }
}

async function writeAll(pairs: readonly Pair[], result: SyncResult, plan: SyncPlan): Promise<void> {
  const chance = chanceFrom(plan.seed)
  const worker = async (pair: Pair) => {
    while (result.writes < plan.writes && !plan.signal.aborted) {
      const number = result.writes++
      await writeOne(pair, chance.pick(kinds), { result, isControl: number % controlEvery === 0 })
      if (result.writes % 1_000 === 0) plan.say(`${result.writes} writes, ${result.missed} missed`)
    }
  }
  await Promise.all(pairs.map(worker))
}

interface Counting {
  result: SyncResult
  isControl: boolean
}

async function writeOne(
  pair: Pair,
  kind: (typeof kinds)[number],
  { result, isControl }: Counting,
): Promise<void> {
  const { syncToken, isThere } = await kind.write(pair)
  result.byKind[kind.name] = (result.byKind[kind.name] ?? 0) + 1
  if (syncToken === undefined) result.withoutTokens++
  if (isControl) {
    result.withoutToken.reads++
    if (!(await isThere()).isThere) result.withoutToken.missed++
  }
  const startedAt = Date.now()
  const read = await isThere(syncToken ?? '')
  result.slowestMs = Math.max(result.slowestMs, Date.now() - startedAt)
  if (read.isLate) result.late++
  else if (!read.isThere) result.missed++
}
