// Ends what a launcher that was killed has left running, and removes the throw-away stacks it has left lying.
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isAbandoned } from './abandoned.js'
import { refugeOf, removeRefuge } from './infra/postgres-place.js'
import { readJson } from './json-file.js'
import { type PidRecord, signalGroup } from './owned-process.js'
import { runsBelow } from './runs-below.js'

const GRACE_MS = 20_000

/** Ends the processes that the pid files below a stack's folder name and that are provably its own; answers their names. */
export async function endOrphans(stackFolder: string, how: NodeJS.Signals = 'SIGTERM'): Promise<string[]> {
  const orphans = findOrphans(stackFolder)
  for (const { pid } of orphans) signalGroup(pid, how)
  const deadline = Date.now() + GRACE_MS
  while (Date.now() < deadline && orphans.some((orphan) => runs(stackFolder, orphan))) await pause(100)
  for (const orphan of orphans) if (runs(stackFolder, orphan)) signalGroup(orphan.pid, 'SIGKILL')
  for (const file of pidFiles(stackFolder)) rmSync(file, { force: true })
  return orphans.map(({ name }) => name)
}

export function findOrphans(stackFolder: string): PidRecord[] {
  const records = pidFiles(stackFolder).map((file) => readJson<PidRecord>(file))
  return records.filter((record): record is PidRecord => record !== undefined && runs(stackFolder, record))
}

/** A launcher in the background has a pid file there as well, and is not its own orphan. */
function runs(stackFolder: string, record: PidRecord): boolean {
  if (record.pid === process.pid) return false
  const refuge = refugeOf(stackFolder)
  return [join(stackFolder, '..', '..'), ...(refuge ? [refuge] : [])].some((root) => runsBelow(root, record))
}

/** At most `logs/<name>.log.pid` and `<component>/<...>/<name>.log.pid`; the data folders of the servers are not walked. */
function pidFiles(folder: string, depth = 2): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return depth > 0 && entry.name !== 'data' ? pidFiles(path, depth - 1) : []
    return entry.name.endsWith('.log.pid') ? [path] : []
  })
}

/** Ends and removes the throw-away stacks of launchers that were killed. */
export async function clearAbandoned(stacks: string, root: string): Promise<string[]> {
  if (!existsSync(stacks)) return []
  const abandoned = readdirSync(stacks)
    .filter((name) => isAbandoned(join(stacks, name), name, root))
    .map((name) => join(stacks, name))
  for (const folder of abandoned) {
    // Nobody will read their data again, so they need not write them down.
    await endOrphans(folder, 'SIGKILL')
    removeStack(folder)
  }
  return abandoned
}

/** Everything a stack has written, also what had to lie elsewhere. */
export function removeStack(folder: string): void {
  removeRefuge(folder)
  rmSync(folder, { recursive: true, force: true })
}
