// How much memory a process and its children take, shared pages counted once.
import { readdirSync, readFileSync } from 'node:fs'

/** Undefined where the system has no `/proc`, or does not let us look. */
export function memoryBytes(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined
  const sizes = withDescendants(pid, parents()).map(proportionalSize)
  const known = sizes.filter((size): size is number => size !== undefined)
  return known.length ? known.reduce((sum, size) => sum + size, 0) : undefined
}

function parents(): Map<number, number> {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return new Map(
    pids.flatMap((name) => {
      const parent = parentOf(name)
      return parent === undefined ? [] : [[Number(name), parent] as const]
    }),
  )
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}

export function withDescendants(pid: number, parentByPid: Map<number, number>): number[] {
  const children = [...parentByPid].filter(([, parent]) => parent === pid).map(([child]) => child)
  return [pid, ...children.flatMap((child) => withDescendants(child, parentByPid))]
}

/** Pages that several processes share, such as PostgreSQL's buffers, are split among them. */
function proportionalSize(pid: number): number | undefined {
  try {
    const kilobytes = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
  } catch {
    return undefined
  }
}
