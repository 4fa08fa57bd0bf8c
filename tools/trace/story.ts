// The tree of a story as lines: what caused what, who did what about it, and when after the beginning.
import { printable } from '../operator/printable.js'

export interface StoryEvent {
  id: string
  type: string
  service: string | null
  at: string | null
  publishedAt: string | null
  handled: Array<{
    service: string
    at: string
    attempt: number
    outcome: string
    reason: string | null
    duplicates: number
  }>
  parked: Array<{ id: string; queue: string; at: string; reason: string; error: string; status: string }>
  causes: StoryEvent[]
}

export interface Story {
  correlationId: string
  startedAt: string | null
  endedAt: string | null
  events: StoryEvent[]
  unreachable: string[]
}

export function storyLines({ correlationId, startedAt, endedAt, events, unreachable }: Story): string[] {
  const after = (moment: string | null): string =>
    moment === null || startedAt === null ? '' : `+${Date.parse(moment) - Date.parse(startedAt)} ms`
  const missing =
    unreachable.length > 0 ? [`No answer from ${unreachable.join(', ')}: something may be missing.`] : []
  return [
    `Story ${correlationId}, ${startedAt ?? 'at an unknown time'}, ${after(endedAt)}`,
    ...events.flatMap((event) => eventLines(event, after)),
    ...missing,
  ].map(printable)
}

type After = (moment: string | null) => string

function eventLines(event: StoryEvent, after: After): string[] {
  const { type, service, at, publishedAt, handled, parked, causes, id } = event
  const published = publishedAt === null ? 'not known to be published' : `published ${after(publishedAt)}`
  const when = [after(at), published].filter((part) => part !== '').join(', ')
  const done = [
    ...handled.map((one) => ({ at: one.at, line: handledLine(one, after) })),
    ...parked.map((one) => ({ at: one.at, line: parkedLine(one, after) })),
  ].sort((one, other) => one.at.localeCompare(other.at))
  const effects = [...done.map(({ line }) => [line]), ...causes.map((cause) => eventLines(cause, after))]
  return [
    `${type}  ${service ?? 'unknown'}  ${when}  ${id}`,
    ...effects.flatMap((lines, index) => below(lines, index === effects.length - 1)),
  ]
}

const below = (lines: readonly string[], isLast: boolean): string[] =>
  lines.map((line, index) => `${index === 0 ? (isLast ? '└ ' : '├ ') : isLast ? '  ' : '│ '}${line}`)

function handledLine(one: StoryEvent['handled'][number], after: After): string {
  const { service, at, attempt, outcome, reason, duplicates } = one
  const remarks = [
    ...(attempt > 1 ? [`at attempt ${attempt}`] : []),
    ...(reason ? [reason] : []),
    ...(duplicates > 0 ? [`${duplicates} dropped as duplicates`] : []),
  ]
  return `${service} ${outcome} ${after(at)}${remarks.length > 0 ? ` (${remarks.join('; ')})` : ''}`
}

const parkedLine = ({ queue, at, reason, error, status, id }: StoryEvent['parked'][number], after: After) =>
  `${queue} parked ${after(at)} (${reason}: ${error.slice(0, 120)}), ${status}, letter ${id}`
