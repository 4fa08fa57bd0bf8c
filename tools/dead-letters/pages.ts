// How dead letters look on a terminal.
import { duration, table } from '../launcher/table.js'
import { clipped, printable } from '../operator/printable.js'
import type { Group, HeldKey, Letter, Preview, Rehearsal, Replay, Summary } from './letter.js'

const errorWidth = 60

const age = (moment: string, now: number): string => duration(Math.max(0, now - Date.parse(moment)))

export const listLines = (items: readonly Summary[], now: number): string[] =>
  table([
    ['ID', 'QUEUE', 'TYPE', 'STATUS', 'REASON', 'AGE', 'FINGERPRINT', 'ERROR'],
    ...items.map((one) => [
      one.id,
      printable(one.queue),
      clipped(one.type ?? '', 40),
      one.status,
      clipped(one.reason, 20),
      age(one.parkedAt, now),
      one.fingerprint,
      clipped(one.error, errorWidth),
    ]),
  ])

export const groupLines = (items: readonly Group[], now: number): string[] =>
  table([
    ['COUNT', 'QUEUE', 'TYPE', 'REASON', 'FIRST', 'LAST', 'FINGERPRINT', 'ERROR'],
    ...items.map((one) => [
      String(one.count),
      printable(one.queue),
      clipped(one.type ?? '', 40),
      clipped(one.reason, 20),
      age(one.firstAt, now),
      age(one.lastAt, now),
      one.fingerprint,
      clipped(one.error, errorWidth),
    ]),
  ])

export const heldLines = (items: readonly HeldKey[], now: number): string[] =>
  table([
    ['SERVICE', 'KEY', 'WAITING', 'SINCE', 'TRIED AGAIN', 'TYPE', 'ERROR'],
    ...items.map((one) => [
      one.service,
      clipped(one.key, 40),
      String(one.count),
      age(one.since, now),
      one.nextAt ?? 'when you resume it',
      clipped(one.type, 40),
      clipped(one.error, errorWidth),
    ]),
  ])

/** JSON escapes what a terminal would obey, but for what is above the first block. */
const shown = (value: unknown): string[] =>
  JSON.stringify(value, null, 2)
    .split('\n')
    .map((line) => `  ${printable(line)}`)

export function letterLines(letter: Letter, now: number): string[] {
  const { verdict, headers } = letter
  const facts = [
    ['letter', letter.id],
    ['status', letter.note ? `${letter.status} (${letter.note})` : letter.status],
    ['queue', letter.queue],
    ['message', `${letter.messageId ?? 'without an id'}, ${letter.type ?? 'without a type'}`],
    ['story', letter.correlationId ?? 'unknown'],
    ['parked', `${letter.parkedAt}, ${age(letter.parkedAt, now)} ago`],
    ['attempts', `${letter.attempts}, after ${letter.replays} replays`],
    ['reason', `${letter.reason}: ${letter.error}`],
    ['group', letter.fingerprint],
    [
      'body',
      `${letter.encoding}${letter.edited ? ', edited' : ''}, ${verdict.valid ? 'valid' : 'breaks its contract'}`,
    ],
  ]
  const problems = verdict.problems.map(
    ({ pointer, detail }) => `  ✘ ${pointer || 'the whole'}: ${printable(detail)}`,
  )
  return [
    ...table(facts.map(([name = '', value = '']) => [name, printable(value)])),
    ...problems,
    ...shown(letter.body),
    'headers',
    ...shown(Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('x-dead-')))),
  ]
}

export const rehearsalLines = ({ service, outcome, reason, error, events }: Rehearsal): string[] => [
  printable(`${service} would answer: ${outcome}${reason ? ` (${reason})` : ''}${error ? `: ${error}` : ''}`),
  ...events.flatMap(({ type, data }) => [printable(`and publish ${type}`), ...shown(data)]),
]

export const previewLines = ({ total, tooOld, seconds, queues }: Preview): string[] => [
  `${letters(total)} would be replayed within ${seconds} s: ${Object.entries(queues)
    .map(([queue, count]) => `${count} to ${printable(queue)}`)
    .join(', ')}`,
  ...(tooOld > 0 ? [`${letters(tooOld)} of this selection would not, being too old`] : []),
]

export const replayLine = ({ id, status, total, done, failed }: Replay): string =>
  `replay ${id} ${status}: ${done} of ${total} replayed${failed > 0 ? `, ${failed} failed` : ''}`

export const letters = (count: number): string => `${count} ${count === 1 ? 'letter' : 'letters'}`
