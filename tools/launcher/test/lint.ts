// The linter and formatter as a step of `npm test`.
import { join } from 'node:path'
import { ROOT } from '../places.js'
import type { Progress } from '../progress.js'
import { runCommand } from '../run-command.js'
import { FAILED_STEP, NOTHING, type Tally } from './tally.js'

const WITHIN_MS = 120_000

/** Checks the given paths, or everything; what it finds is printed as it comes. */
export async function lint(paths: string[], progress: Progress, signal: AbortSignal): Promise<Tally> {
  const biome = join(ROOT, 'node_modules', '.bin', 'biome')
  const command = [biome, 'check', '--colors=off', ...paths]
  const check = async () => {
    const checked = await runCommand(command, { timeoutMs: WITHIN_MS, folder: ROOT, signal })
    if (!checked.ok) progress.line(checked.output)
    return checked
  }
  const { ok } = await progress.step('lint', check, ({ ok }) => (ok ? 'nothing found' : { bad: 'see above' }))
  return ok ? NOTHING : FAILED_STEP
}
