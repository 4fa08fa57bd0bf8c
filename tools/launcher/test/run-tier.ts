// Runs the spec files of one tier in a mocha process of their own, within a bound of time.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { styleText } from 'node:util'
import { describeEnd } from '../keeper.js'
import { groupEnded, type OwnedProcess, signalGroup, spawnOwned } from '../owned-process.js'
import { ROOT } from '../places.js'
import type { Tally } from './tally.js'
import { createTierReport, type TierReport } from './tier-report.js'
import type { SpecFile, Tier } from './tiers.js'

export interface TierRun {
  tier: Tier
  specs: SpecFile[]
  /** Where the run may write. */
  folder: string
  environment: Record<string, string | undefined>
  signal: AbortSignal
  print: (line: string) => void
}

// After its last test a run has to end by itself: what keeps it alive then is a connection that somebody forgot to close.
const LINGER_MS = 10_000
// A test that is broken off may have put up a stack of its own, which comes down in order.
const GRACE_MS = 20_000

export async function runTier({ tier, specs, folder, environment, signal, print }: TierRun): Promise<Tally> {
  const report = createTierReport(ROOT, print)
  const configuration = join(folder, `mocha-${tier.name}.json`)
  const spec = specs.map(({ built }) => join(ROOT, built))
  writeFileSync(
    configuration,
    JSON.stringify({ spec, timeout: tier.testMs, reporter: 'json-stream', color: false }),
  )
  const mocha = spawnOwned({
    name: `mocha-${tier.name}`,
    command: process.execPath,
    args: [
      '--enable-source-maps',
      join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js'),
      '--config',
      configuration,
    ],
    environment,
    folder: ROOT,
    logFile: join(folder, `mocha-${tier.name}.log`),
    output: report.take,
    graceMs: GRACE_MS,
  })
  const stop = () => void mocha.stop()
  signal.addEventListener('abort', stop, { once: true })
  const complaint = await untilEnd(mocha, report, tier)
  signal.removeEventListener('abort', stop)
  if (signal.aborted) await groupEnded(mocha.pid, GRACE_MS)
  signal.throwIfAborted()
  for (const line of report.failures()) print(line)
  const tally = report.tally()
  if (!complaint) return tally
  print(`  ${styleText('red', '✘')} ${complaint}`)
  return { ...tally, failed: tally.failed + 1 }
}

/** Waits for the end and says what was wrong with it, if it was not the tests. */
async function untilEnd(mocha: OwnedProcess, report: TierReport, tier: Tier): Promise<string | undefined> {
  const deadline = Date.now() + tier.tierMs
  let endedAt: number | undefined
  while (!mocha.ended()) {
    await Promise.race([mocha.whenEnded, pause(250)])
    if (report.ended()) endedAt ??= Date.now()
    if (endedAt && Date.now() - endedAt > LINGER_MS) {
      await kill(mocha)
      return `after the last test something was left open that kept the run alive for ${LINGER_MS / 1000} s; it was killed`
    }
    if (Date.now() > deadline) {
      await kill(mocha)
      return `the tests were not through within ${tier.tierMs / 1000} s and were killed`
    }
  }
  if (report.ended()) return undefined
  return `the run ${describeEnd(mocha.ended())} before it was through`
}

async function kill(mocha: OwnedProcess): Promise<void> {
  signalGroup(mocha.pid, 'SIGKILL')
  // A process that a test has started and left may hold the output open for ever.
  await Promise.race([mocha.whenEnded, pause(2000)])
}
