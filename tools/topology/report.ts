// What `npm run topology` prints: the differences like a diff, grouped by kind, then what was done and what is left for a person.
import { type Comparison, type Drift, type Kind, kinds } from './drift.js'

const headings: Readonly<Record<Kind, string>> = {
  exchange: 'exchanges',
  policy: 'policies',
  queue: 'queues',
  binding: 'bindings',
  user: 'users',
  permission: 'permissions',
  'topic permission': 'topic permissions',
}

export function reportLines({ drift, warnings }: Comparison): string[] {
  const groups = kinds
    .map((kind) => drift.filter((one) => one.kind === kind))
    .flatMap((group) => (group[0] ? [headings[group[0].kind], ...group.map(lineOf)] : []))
  return [...groups, ...warnings.map((warning) => `! ${warning}`), summaryOf(drift)]
}

export const lineOf = ({ sign, kind, name, detail }: Drift): string => `${sign} ${kind} ${name}: ${detail}`

function summaryOf(drift: readonly Drift[]): string {
  if (drift.length === 0) return 'no drift'
  const healable = drift.filter(({ cure }) => cure).length
  const count = drift.length === 1 ? '1 difference' : `${drift.length} differences`
  return `${count}; npm run topology -- apply can put ${healable} of them right without losing a message`
}

/** One line for each difference that only a person can put right. */
export const adviceLines = (drift: readonly Drift[]): string[] =>
  drift.flatMap(({ kind, name, advice }) => (advice ? [`  ${kind} ${name}: ${advice}`] : []))
