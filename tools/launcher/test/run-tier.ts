// Runs the spec files of one tier, in as many processes side by side as it bears, and at the end those that must be alone.
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { styleText } from 'node:util'
import { describeEnd } from '../keeper.js'
import { groupEnded, type OwnedProcess, signalGroup, spawnOwned } from '../owned-process.js'
import { ROOT } from '../places.js'
import { longestFirst, mustBeAlone, type SpecTimes } from './spec-order.js'
import { queueSpecs, specsLeft } from './spec-queue.js'
import { type Tally, total } from './tally.js'
import { createTierReport, failureText, type TierReport } from './tier-report.js'
import type { SpecFile, Tier } from './tiers.js'

export interface TierRun {
  tier: Tier
  specs: SpecFile[]
  /** Where the run may write. */
  folder: string
  environment: Record<string, string | undefined>
  signal: AbortSignal
  print: (line: string) => void
  /** How long the files took the last time, and who is told how long they took now. */
  times: SpecTimes
  remember(times: SpecTimes): void
}

// After its last test a run has to end by itself: what keeps it alive then is a connection that somebody forgot to close.
const LINGER_MS = 10_000
// A test that is broken off may have put up a stack of its own, which comes down in order.
const GRACE_MS = 20_000

export async function runTier(run: TierRun): Promise<Tally> {
  const { tier, specs, print } = run
  const alone = tier.atOnce === 1 ? [] : specs.filter((spec) => mustBeAlone(ROOT, spec))
  const rest = specs.filter((spec) => !alone.includes(spec))
  const ordered = tier.atOnce === 1 ? rest : longestFirst(ROOT, rest, run.times)
  const rounds = [await runRound(run, { name: tier.name, specs: ordered, atOnce: tier.atOnce })]
  if (alone.length > 0) {
    print(`\n  those that must be alone, ${alone.length} files`)
    rounds.push(await runRound(run, { name: `${tier.name}-alone`, specs: alone, atOnce: 1 }))
  }
  const failures = rounds.flatMap(({ reports }) => reports.flatMap((report) => report.failures()))
  for (const [index, failure] of failures.entries())
    for (const line of failureText(failure, index + 1)) print(line)
  const complaints = rounds.flatMap((round) => round.complaints)
  for (const complaint of complaints) print(`  ${styleText('red', '✘')} ${complaint}`)
  const tally = total(rounds.flatMap(({ reports }) => reports.map((report) => report.tally())))
  return { ...tally, failed: tally.failed + complaints.length }
}

interface Round {
  name: string
  specs: SpecFile[]
  atOnce: number
}

/** All processes take from one queue. What is wrong with one of them leaves the others at work. */
async function runRound(run: TierRun, { name, specs, atOnce }: Round) {
  const { folder, signal, tier } = run
  const queue = join(folder, `specs-${name}`)
  queueSpecs(
    queue,
    specs.map(({ built }) => built),
  )
  const count = Math.min(atOnce, specs.length)
  const runs = Array.from({ length: count }, (_, index) =>
    startProcess(run, queue, `specs-${name}-${index + 1}`),
  )
  const stop = () => void Promise.all(runs.map(({ owned }) => owned.stop()))
  signal.addEventListener('abort', stop, { once: true })
  const ends = await Promise.all(runs.map(({ owned, report }) => untilEnd(owned, report, tier)))
  signal.removeEventListener('abort', stop)
  if (signal.aborted) await Promise.all(runs.map(({ owned }) => groupEnded(owned.pid, GRACE_MS)))
  signal.throwIfAborted()
  const reports = runs.map(({ report }) => report)
  run.remember(Object.assign({}, ...reports.map((report) => report.times())) as SpecTimes)
  const left = specsLeft(queue)
  const notRun = left.length > 0 ? [`not run: ${left.join(', ')}`] : []
  return { reports, complaints: [...ends.filter((end) => end !== undefined), ...notRun] }
}

function startProcess({ tier, folder, environment, print }: TierRun, queue: string, name: string) {
  const report = createTierReport(ROOT, print)
  const main = join(ROOT, 'tools', 'dist', 'launcher', 'test', 'run-specs-main.js')
  const owned = spawnOwned({
    name,
    command: process.execPath,
    args: ['--enable-source-maps', main, queue, String(tier.testMs)],
    environment,
    folder: ROOT,
    logFile: join(folder, `${name}.log`),
    output: report.take,
    graceMs: GRACE_MS,
  })
  return { owned, report }
}

/** Waits for the end and says what was wrong with it, if it was not the tests. */
async function untilEnd(owned: OwnedProcess, report: TierReport, tier: Tier): Promise<string | undefined> {
  const deadline = Date.now() + tier.tierMs
  let endedAt: number | undefined
  while (!owned.ended()) {
    await Promise.race([owned.whenEnded, pause(250)])
    if (report.ended()) endedAt ??= Date.now()
    if (endedAt && Date.now() - endedAt > LINGER_MS) {
      await kill(owned)
      return leftOpen(report)
    }
    if (Date.now() > deadline) {
      await kill(owned)
      report.flush()
      return `the tests were not through within ${tier.tierMs / 1000} s and were killed, in ${report.current()}`
    }
  }
  if (report.ended()) return undefined
  report.flush()
  return `the run ${describeEnd(owned.ended())} before it was through, in ${report.current()}`
}

const leftOpen = (report: TierReport): string =>
  `after the last test something was left open that kept the run alive for ${LINGER_MS / 1000} s; it was killed. ` +
  `It had run ${Object.keys(report.times()).join(', ')}`

async function kill(owned: OwnedProcess): Promise<void> {
  signalGroup(owned.pid, 'SIGKILL')
  // A process that a test has started and left may hold the output open for ever.
  await Promise.race([owned.whenEnded, pause(2000)])
}
