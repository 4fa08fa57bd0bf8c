// Runs spec files one after the other in this process, as long as there are any left to claim, and says what becomes of each.
import { join } from 'node:path'
import Mocha, { type Runner, type Test } from 'mocha'
import { claimSpec } from './spec-queue.js'
import type { SpecEvent } from './tier-report.js'

const [folder = '', testMs = ''] = process.argv.slice(2)

/** On a line of its own: what tests print stands between. */
const say = (...event: SpecEvent): void => void process.stdout.write(`${JSON.stringify(event)}\n`)

const told = (test: Test) => ({
  fullTitle: test.fullTitle(),
  ...(test.duration !== undefined && { duration: test.duration, slow: test.duration > test.slow() }),
})

/** Mocha makes its reporter with `new`. */
function tellAll(runner: Runner): void {
  runner.on('pass', (test) => say('pass', told(test)))
  runner.on('pending', (test) => say('skip', told(test)))
  runner.on('fail', (test, error: Error | undefined) =>
    say('fail', { ...told(test), err: error?.message ?? '', stack: error?.stack ?? null }),
  )
}

/** A file has a mocha of its own, so that one that cannot even be loaded keeps no other from being run. */
async function runFile(file: string): Promise<void> {
  say('file', { file })
  const mocha = new Mocha({
    timeout: Number(testMs),
    color: false,
    reporter: tellAll as unknown as Mocha.ReporterConstructor,
  })
  mocha.addFile(file)
  try {
    await mocha.loadFilesAsync()
    await new Promise<void>((resolve) => void mocha.run(() => resolve()))
  } catch (error) {
    const { message, stack = null } = error instanceof Error ? error : new Error(String(error))
    say('fail', { fullTitle: 'the file can be loaded', err: message, stack })
  }
  mocha.dispose()
  say('through', { file })
}

async function runAll(): Promise<void> {
  for (let file = claimSpec(folder); file; file = claimSpec(folder)) await runFile(join(process.cwd(), file))
  say('end', {})
}

void runAll()
