// Tells whether a pid still means the process that it meant when it was written down.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Stays the same as long as the process lives and is never given to another; undefined when there is no such process. */
export function processIdentity(pid: number): string | undefined {
  if (pid <= 0) return undefined
  return process.platform === 'linux' ? linuxIdentity(pid) : portableIdentity(pid)
}

export function isStill(pid: number, identity: string | undefined): boolean {
  return identity !== undefined && processIdentity(pid) === identity
}

/** The start time in clock ticks since boot, and the boot it counts from: a pid repeats, but not within a tick. */
function linuxIdentity(pid: number): string | undefined {
  try {
    const stat = startAndState(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    if (stat.state === 'Z') return undefined
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${pid}/${stat.startTicks}`
  } catch {
    return undefined
  }
}

/** Reads fields 3 and 22; the name in field 2 may hold blanks and brackets, so counting starts after the last one. */
export function startAndState(stat: string): { state: string; startTicks: string } {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0] ?? '', startTicks: fields[19] ?? '' }
}

function portableIdentity(pid: number): string | undefined {
  try {
    const options = {
      encoding: 'utf8' as const,
      stdio: ['ignore', 'pipe', 'ignore'] as ['ignore', 'pipe', 'ignore'],
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], options).trim() || undefined
  } catch {
    return undefined
  }
}
