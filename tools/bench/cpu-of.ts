// The CPU that other processes have used so far, where the system tells it.
import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts it in hundredths of a second. */
const microsPerTick = 10_000

/** Of a process and its children; nothing where there is no /proc. */
export function cpuMicrosOf(pid: number): number | undefined {
  try {
    return [pid, ...childrenOf(pid)].reduce((sum, one) => sum + ticksOf(one), 0) * microsPerTick
  } catch {
    return undefined
  }
}

function ticksOf(pid: number): number {
  // The name of the program stands in brackets and may hold anything.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return Number(fields[11]) + Number(fields[12])
}

const childrenOf = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
