// Tells whether a process that was written down still runs, and runs for this clone rather than for a copied one.
import { readlinkSync, realpathSync } from 'node:fs'
import { isStill } from './process-identity.js'

export interface NotedProcess {
  pid: number
  identity: string
}

/**
 * A folder that was copied while its stack ran names processes of the original: their working folder gives them away.
 * One that was moved took its processes along: the system shows their working folder at the new place.
 */
export function runsBelow(root: string, { pid, identity }: NotedProcess): boolean {
  if (!isStill(pid, identity)) return false
  if (process.platform !== 'linux') return true
  try {
    return isBelow(readlinkSync(`/proc/${pid}/cwd`), realpathSync(root))
  } catch {
    // It ended in between, or belongs to somebody else.
    return false
  }
}

export const isBelow = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(`${folder}/`)
