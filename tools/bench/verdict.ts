// Whether a row reached what it was to reach, in words for the terminal and for the page.
import type { Bounds, MeasuredRow } from './row.js'

export interface Verdict {
  reached: boolean
  /** What was to be reached. */
  wanted: string
  /** What was. */
  found: string
}

const units: Readonly<Record<keyof Bounds, (value: string) => string>> = {
  p50Ms: (value) => `p50 ${value} ms`,
  p99Ms: (value) => `p99 ${value} ms`,
  growthMb: (value) => `growth ${value} MB`,
}

export function verdictOf({ reach, contenders }: Pick<MeasuredRow, 'reach' | 'contenders'>): Verdict {
  const ours = contenders.find(({ role }) => role === 'ours')
  if (typeof reach === 'number') {
    const ratio = ours?.ratio ?? 0
    const ahead = contenders.every(
      ({ role, perSecond }) => role !== 'peer' || perSecond < (ours?.perSecond ?? 0),
    )
    const peers = contenders.some(({ role }) => role === 'peer')
    return {
      reached: ratio >= reach && ahead,
      wanted: `${reach} of the limit${peers ? ' and ahead of every peer' : ''}`,
      found: `${ratio.toFixed(2)}${peers ? (ahead ? ', ahead of every peer' : ', NOT ahead of every peer') : ''}`,
    }
  }
  if (Object.keys(reach).length === 0) {
    const { lost = 0, doubled = 0 } = ours ?? {}
    return {
      reached: ours !== undefined && lost + doubled === 0,
      wanted: 'none lost and none doubled',
      found: `${lost} lost, ${doubled} doubled`,
    }
  }
  const bounds = Object.entries(reach) as Array<[keyof Bounds, number]>
  return {
    reached: bounds.every(([name, most]) => (ours?.[name] ?? Number.POSITIVE_INFINITY) < most),
    wanted: bounds.map(([name, most]) => units[name](`< ${most}`)).join(', '),
    found: bounds.map(([name]) => units[name]((ours?.[name] ?? Number.NaN).toFixed(1))).join(', '),
  }
}
