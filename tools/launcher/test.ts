// `npm test`: puts up a throw-away stack and runs the linter and all tiers of tests against it.
import { parseTest } from './arguments.js'
import { runMain, Stopped, stopSignal } from './command.js'
import { type Ground, Impossible, type Provided } from './component.js'
import { components, infrastructureEnvironment } from './infra/all.js'
import { provideAll } from './infrastructure.js'
import { clearAbandoned } from './orphans.js'
import { ROOT, STACKS } from './places.js'
import { createProgress, type Progress } from './progress.js'
import { quietStorage } from './service-environment.js'
import { lint } from './test/lint.js'
import { runTier } from './test/run-tier.js'
import { knownTimes, rememberTimes } from './test/spec-order.js'
import { exitCode, FAILED_STEP, lastLine, type Tally, total } from './test/tally.js'
import { chooseSpecs, findSpecs, type SpecFile, TIERS, type Tier } from './test/tiers.js'
import { withThrowAway } from './throw-away.js'

interface Plan {
  paths: string[]
  tiers: Array<{ tier: Tier; specs: SpecFile[] }>
}

interface TestRun extends Plan {
  ground: Ground
  progress: Progress
}

void runMain(async () => {
  const { paths } = parseTest(process.argv.slice(2))
  process.chdir(ROOT)
  const signal = stopSignal()
  const plan = { paths, tiers: planTiers(paths) }
  await clearAbandoned(STACKS, ROOT)
  const tallies = await withThrowAway({ kind: 'test', signal }, async (ground, provided) => {
    const ran = await runAll({ ...plan, ground, progress: createProgress({ live: false }) }, provided)
    signal.throwIfAborted()
    return ran
    // Some tests put up stacks of their own, which a test that was broken off or killed cannot take down.
  }).finally(() => clearAbandoned(STACKS, ROOT))
  const sum = total(tallies)
  console.log(`\n${lastLine(sum)}`)
  return exitCode(sum)
})

function planTiers(paths: string[]): Plan['tiers'] {
  const specs = chooseSpecs(findSpecs(ROOT), paths)
  const tiers = TIERS.map((tier) => ({
    tier,
    specs: specs.filter(({ built }) => built.endsWith(tier.suffix)),
  }))
  return tiers.filter((entry) => entry.specs.length > 0)
}

/** What needs no servers runs while they start. */
async function runAll(run: TestRun, provided: Record<string, Provided>): Promise<Tally[]> {
  const { ground, progress, tiers } = run
  const alone = tiers.filter(({ tier }) => !tier.needsInfrastructure)
  const withServers = tiers.filter(({ tier }) => tier.needsInfrastructure)
  const servers = withServers.length ? provideAll(components, ground, progress) : Promise.resolve({})
  // Looked at below; until then a failure must not count as one that nobody handles.
  servers.catch(() => undefined)
  const tallies = [await lint(run.paths, progress, ground.signal)]
  for (const entry of alone) tallies.push(await oneTier(entry, run, {}))
  try {
    Object.assign(provided, await servers)
  } catch (error) {
    return [...tallies, tellMissing(error, withServers, progress)]
  }
  const environment = infrastructureEnvironment(provided)
  for (const entry of withServers) tallies.push(await oneTier(entry, run, environment))
  return tallies
}

function tellMissing(error: unknown, skipped: Plan['tiers'], progress: Progress): Tally {
  if (error instanceof Stopped || !(error instanceof Impossible)) throw error
  progress.line(`✘ ${error.message}\n  ${error.advice}`)
  progress.line(`  not run for want of it: ${skipped.map(({ tier }) => tier.name).join(', ')}`)
  return FAILED_STEP
}

async function oneTier(
  entry: Plan['tiers'][number],
  run: TestRun,
  addresses: Record<string, string>,
): Promise<Tally> {
  const { tier, specs } = entry
  const { ground, progress } = run
  const environment = { ...ground.environment, NODE_ENV: 'test', ...quietStorage, ...addresses }
  progress.line(`\n${tier.name} tests, ${specs.length} files`)
  return progress.step(
    tier.name,
    () =>
      runTier({
        tier,
        specs,
        folder: ground.folder,
        environment,
        signal: ground.signal,
        print: progress.line,
        times: knownTimes(),
        remember: rememberTimes,
      }),
    (tally) => (tally.failed ? { bad: lastLine(tally) } : lastLine(tally)),
  )
}
