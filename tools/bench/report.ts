// The result of a run as a page and as data; figures are ratios within the run, since machines differ and are shared.
import type { Measured, MeasuredRow } from './row.js'
import { verdictOf } from './verdict.js'

export interface Report {
  at: string
  machine: readonly string[]
  pace: { rounds: number; seconds: number }
  rows: readonly MeasuredRow[]
}

const cells = (values: readonly string[]): string => `| ${values.join(' | ')} |\n`

const rounded = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(1)

const spread = (rounds: readonly number[]): string =>
  `${rounded(Math.min(...rounds))} to ${rounded(Math.max(...rounds))}`

export function page({ at, machine, pace, rows }: Report): string {
  const head =
    '# Benchmark\n\n<!-- Written by `npm run bench`. -->\n\n' +
    `Measured ${at.slice(0, 10)}: the median of ${pace.rounds} rounds of ${pace.seconds} s each, contenders in turns. ` +
    'Compare ratios, not absolute figures: the machine was shared.\n\n' +
    machine.map((fact) => `- ${fact}\n`).join('')
  return head + rows.map(section).join('')
}

interface Column {
  title: string
  /** Nothing where the contender has no such figure; a column that nobody has is left out. */
  cell: (one: Measured) => string | undefined
}

const columns: readonly Column[] = [
  { title: 'per second', cell: ({ perSecond }) => rounded(perSecond) },
  { title: 'of the limit', cell: ({ ratio }) => ratio?.toFixed(2) },
  { title: 'p50 ms', cell: ({ p50Ms }) => p50Ms?.toFixed(1) },
  { title: 'p99 ms', cell: ({ p99Ms }) => p99Ms?.toFixed(1) },
  { title: 'Node CPU µs/msg', cell: ({ cpuMicros }) => cpuMicros?.toFixed(0) },
  { title: 'growth MB', cell: ({ growthMb }) => growthMb?.toFixed(1) },
  { title: 'lost', cell: ({ lost }) => lost?.toString() },
  { title: 'doubled', cell: ({ doubled }) => doubled?.toString() },
  { title: 'rounds', cell: ({ rounds }) => spread(rounds) },
]

/** One row as text, for the page and for the terminal. */
export function section(row: MeasuredRow): string {
  const { name, about, notes = [], contenders } = row
  const shown = columns.filter(({ cell }) => contenders.some((one) => cell(one) !== undefined))
  const table =
    cells(['', ...shown.map(({ title }) => title)]) +
    cells(['---', ...shown.map(() => '---:')]) +
    contenders
      .map((one) =>
        cells([
          one.role === 'ours' ? `**${one.name}**` : one.name,
          ...shown.map(({ cell }) => cell(one) ?? ''),
        ]),
      )
      .join('')
  const { wanted, found } = verdictOf(row)
  const below = notes.length === 0 ? '' : `\n${notes.map((note) => `- ${note}\n`).join('')}`
  return `\n## ${name}\n\n${about} To reach: ${wanted}. Reached: ${found}.\n\n${table}${below}`
}
