// Ends a running stack from outside: asks its launcher, and takes over where that one is gone.
import { rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { lockHolder } from './lock.js'
import { endOrphans } from './orphans.js'
import { LOCK_FILE, ROOT, STACK_FILE, STACK_FOLDER } from './places.js'
import { isStill } from './process-identity.js'

// Services drain for at most 15 s, a broker writes down its queues for at most 30 s.
const PATIENCE_MS = 60_000

/** Says in one sentence what it did. */
export async function stopStack(): Promise<string> {
  const launcher = lockHolder(LOCK_FILE, ROOT)
  if (launcher) {
    process.kill(launcher.pid, 'SIGTERM')
    const deadline = Date.now() + PATIENCE_MS
    while (isStill(launcher.pid, launcher.identity) && Date.now() < deadline) await pause(100)
    if (!isStill(launcher.pid, launcher.identity)) return 'EventFlow has stopped.'
    process.kill(launcher.pid, 'SIGKILL')
  }
  const orphans = await endOrphans(STACK_FOLDER)
  for (const file of [STACK_FILE, LOCK_FILE]) rmSync(file, { force: true })
  if (launcher)
    return `The launcher did not stop within ${PATIENCE_MS / 1000} s and was killed, with ${orphans.join(', ')}.`
  if (orphans.length) return `Ended what a killed launcher had left running: ${orphans.join(', ')}.`
  return 'EventFlow does not run from this folder.'
}
