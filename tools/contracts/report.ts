// The events of today beside those that were released: who sends and reads them, and whether both may be on the wire at once.
import { type AnyContract, type ReleasedEvent, type Verdict, verdictOn } from '@eventflow/contracts'
import { table } from '../launcher/table.js'

export interface EventReport {
  event: string
  version: number
  producer: string
  consumers: readonly string[]
  verdict: Verdict
}

interface Declared {
  contracts: readonly AnyContract[]
  consumersByEvent: Readonly<Record<string, readonly string[]>>
}

export function reportOn({ contracts, consumersByEvent }: Declared, corpus: readonly ReleasedEvent[]) {
  const declared = contracts.map(
    (contract): EventReport => ({
      event: contract.type,
      version: contract.version,
      producer: contract.producer,
      consumers: consumersByEvent[contract.type] ?? [],
      verdict: verdictOn(contract, corpus),
    }),
  )
  const known = new Set(contracts.map(({ type }) => type))
  const gone = corpus
    .filter(({ type }) => !known.has(type))
    .map(
      ({ type, version }): EventReport => ({
        event: type,
        version,
        producer: 'nobody',
        consumers: [],
        verdict: {
          kind: 'incompatible',
          problems: ['nobody declares it any more, but messages of it may still be around'],
        },
      }),
    )
  return [...declared, ...gone].sort((a, b) => a.event.localeCompare(b.event))
}

export const isBroken = ({ verdict }: EventReport): boolean => verdict.kind === 'incompatible'

const rule =
  'Within a version only fields that may be missing are added; anything else is a new version that reads the ones before:\n' +
  'docs/how-to/change-an-event.md'

export function linesOf(reports: readonly EventReport[]): string[] {
  const rows = reports.map(({ event, version, producer, consumers, verdict }) => [
    event,
    String(version),
    producer,
    consumers.join(', ') || '-',
    told(verdict),
  ])
  const counts = (['unchanged', 'compatible', 'unreleased', 'incompatible'] as const)
    .map((kind) => `${reports.filter(({ verdict }) => verdict.kind === kind).length} ${kind}`)
    .join(', ')
  return [
    ...table([['event', 'version', 'producer', 'consumers', 'against the release'], ...rows]),
    '',
    ...reports.flatMap(({ event, version, verdict }) =>
      verdict.kind === 'incompatible'
        ? verdict.problems.map((problem) => `✘ ${event} v${version}: ${problem}`)
        : [],
    ),
    `${reports.length} events: ${counts}`,
    ...(reports.some(isBroken) ? [rule] : []),
  ]
}

function told(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'unreleased':
      return 'unreleased: free to change'
    case 'unchanged':
      return 'unchanged'
    case 'compatible':
      return `compatible: added ${verdict.added.join(', ')}`
    case 'incompatible':
      return `INCOMPATIBLE: ${verdict.problems.length === 1 ? 'one reason' : `${verdict.problems.length} reasons`} below`
  }
}
