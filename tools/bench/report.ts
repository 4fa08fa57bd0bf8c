// The result of a run as a page and as data; figures are ratios within the run, since machines differ and are shared.
import type { MeasuredRow } from './row.js'

export interface Report {
  at: string
  machine: readonly string[]
  pace: { rounds: number; seconds: number }
  rows: readonly MeasuredRow[]
}

const cells = (...values: string[]): string => `| ${values.join(' | ')} |\n`

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

function section({ name, about, reach, contenders }: MeasuredRow): string {
  const table =
    cells('', 'per second', 'of the limit', 'p50 ms', 'p99 ms', 'rounds') +
    cells('---', '---:', '---:', '---:', '---:', '---:') +
    contenders
      .map((one) =>
        cells(
          one.role === 'ours' ? `**${one.name}**` : one.name,
          rounded(one.perSecond),
          one.ratio.toFixed(2),
          one.p50Ms.toFixed(1),
          one.p99Ms.toFixed(1),
          spread(one.rounds),
        ),
      )
      .join('')
  const ratio = contenders.find(({ role }) => role === 'ours')?.ratio ?? 0
  return `\n## ${name}\n\n${about} To reach: ${reach}. Reached: ${ratio.toFixed(2)}.\n\n${table}`
}
