// What all commands share: stopping on a signal, and telling a failure in two lines.
import { styleText } from 'node:util'
import { Impossible } from './component.js'
import { diskProblem } from './disk-problem.js'
import { ownedProcesses, signalGroup } from './owned-process.js'

// npm forwards the Ctrl-C that the terminal has already delivered: both are one wish.
const SAME_WISH_MS = 700

/** Thrown by what was going on when the user pressed Ctrl-C: no failure, nothing to explain. */
export class Stopped extends Error {}

/** Aborted at the first Ctrl-C, SIGTERM or hang-up; a second one ends it all at once, by default with SIGKILL. */
export function stopSignal(atOnce: NodeJS.Signals = 'SIGKILL'): AbortSignal {
  const abort = new AbortController()
  let firstAt = 0
  const stop = () => {
    if (!firstAt) {
      firstAt = Date.now()
      abort.abort(new Stopped('stopped before it was ready'))
      return
    }
    if (Date.now() - firstAt < SAME_WISH_MS) return
    for (const { pid } of ownedProcesses()) signalGroup(pid, atOnce)
    process.exit(130)
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop)
  // A bug of ours must not leave orphans: what was started is stopped first, then the bug is told.
  for (const fault of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(fault, (error) => abort.abort(error))
  // A terminal that was closed, or `| head`: nobody reads any more, but what runs must still be ended in order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  return abort.signal
}

/** Runs a command and turns its end into an exit code. */
export async function runMain(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main()
  } catch (error) {
    process.exitCode = error instanceof Stopped ? 130 : 1
    explain(error)
  }
}

/** One line what, one line what to do; anything unforeseen comes with its stack, because that is a bug of ours. */
export function explain(error: unknown): void {
  const known = error instanceof Impossible ? error : diskProblem(error)
  if (error instanceof Stopped) console.error(error.message)
  else if (known) console.error(`${styleText('red', '✘')} ${known.message}\n  ${known.advice}`)
  else console.error(error)
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
