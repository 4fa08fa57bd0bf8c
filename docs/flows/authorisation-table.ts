// Reads the table in authorisation.md: every route, and what each kind of caller is to be answered.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@eventflow/testing'

/** In the order of the columns; the page says what each of them is. */
export const callers = [
  'none',
  'expired',
  'audience',
  'user',
  'stale',
  'other',
  'client',
  'operator',
  'admin',
] as const
export type CallerKind = (typeof callers)[number]

/** A status, or `-` where the route is about no thing of anybody's. */
export type Row = Readonly<Record<CallerKind, string>>

const file = join(repositoryRoot(), 'docs', 'flows', 'authorisation.md')

export function readTable(text = readFileSync(file, 'utf8')): Map<string, Row> {
  const table = new Map<string, Row>()
  for (const line of text.split('\n').filter((one) => one.startsWith('| `'))) {
    const [, route = '', ...cells] = line.split('|').map((cell) => cell.trim().replaceAll('`', ''))
    if (table.has(route)) throw new Error(`${route} stands twice in the table of authorisation.md`)
    table.set(route, Object.fromEntries(callers.map((caller, at) => [caller, cells[at] ?? ''])) as Row)
  }
  return table
}

/** As it stands in the table, to be pasted there. */
export const lineOf = (route: string, row: Row): string =>
  `| \`${route}\` | ${callers.map((caller) => row[caller]).join(' | ')} |`
