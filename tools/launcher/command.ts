// What all commands share: stopping on a signal, and telling a failure in two lines.
import { styleText } from 'node:util'
import { Impossible } from './component.js'
import { ownedProcesses, signalGroup } from './owned-process.js'

// npm forwards the Ctrl-C that the terminal has already delivered: both are one wish.
const SAME_WISH_MS = 700

/** Aborted at the first Ctrl-C, SIGTERM or hang-up; a second one kills all that was started, at once. */
export function stopSignal(): AbortSignal {
  const abort = new AbortController()
  let firstAt = 0
  const stop = () => {
    if (!firstAt) {
      firstAt = Date.now()
      abort.abort(new Error('stopped before it was ready'))
      return
    }
    if (Date.now() - firstAt < SAME_WISH_MS) return
    for (const { pid } of ownedProcesses()) signalGroup(pid, 'SIGKILL')
    process.exit(130)
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop)
  return abort.signal
}

/** Runs a command and turns its end into an exit code. */
export async function runMain(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main()
  } catch (error) {
    process.exitCode = 1
    explain(error)
  }
}

/** One line what, one line what to do; anything unforeseen comes with its stack, because that is a bug of ours. */
export function explain(error: unknown): void {
  if (error instanceof Impossible) {
    console.error(`${styleText('red', '✘')} ${error.message}\n  ${error.advice}`)
  } else {
    console.error(error)
  }
}

/** Stops all that this launcher has started: services first, so that they can still hand over what they hold. */
export async function stopEverything(isInfrastructure: (name: string) => boolean): Promise<void> {
  const all = ownedProcesses()
  await Promise.all(all.filter(({ name }) => !isInfrastructure(name)).map((process) => process.stop()))
  await Promise.all(all.filter(({ name }) => isInfrastructure(name)).map((process) => process.stop()))
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
