// Draws a flow from the messages that its spec saw, into the page beside the spec.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot, type SeenEvent } from '@eventflow/testing'

const begin = '<!-- drawn by the spec: begin -->'
const end = '<!-- drawn by the spec: end -->'

/** A request and its way inwards, e.g. `client`, `gateway`, `auth`; the answer takes the same way back. */
interface Call {
  through: readonly string[]
  text: string
  answer: string
}

interface Flow {
  page: string
  before: readonly Call[]
  events: ReadonlyArray<SeenEvent & { consumers: readonly string[] }>
  after: readonly Call[]
}

/** Renews the drawing of the page. A drawing that was out of date fails the spec once, so that it gets committed. */
export function drawFlow({ page, before, events, after }: Flow): void {
  const arrows = [...events]
    .sort((a, b) => a.id.localeCompare(b.id))
    .flatMap(({ source, type, consumers }) =>
      (consumers.length === 0 ? ['RabbitMQ'] : consumers).map((to) => `  ${source}-)${to}: ${type}`),
    )
  const drawing = [
    '```mermaid',
    'sequenceDiagram',
    ...before.flatMap(arrowsOf),
    ...arrows,
    ...after.flatMap(arrowsOf),
    '```',
  ].join('\n')
  const file = join(repositoryRoot(), 'docs', 'flows', page)
  const text = readFileSync(file, 'utf8')
  const [head = ''] = text.split(begin, 1)
  const next = `${head}${begin}\n${drawing}\n${end}${text.split(end)[1] ?? ''}`
  if (next === text) return
  writeFileSync(file, next)
  throw new Error(
    `the drawing in docs/flows/${page} was out of date and has been renewed: look at it and commit it`,
  )
}

function arrowsOf({ through, text, answer }: Call): string[] {
  const hops = through.slice(1).map((to, index) => ({ from: through[index] ?? '', to }))
  const inwards = hops.map(({ from, to }) => `  ${from}->>${to}: ${text}`)
  const back = [...hops].reverse().map(({ from, to }) => `  ${to}-->>${from}: ${answer}`)
  return [...inwards, ...back]
}
