// Draws a flow from the messages that its spec saw, into the page beside the spec.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot, type SeenEvent } from '@eventflow/testing'

const begin = '<!-- drawn by the spec: begin -->'
const end = '<!-- drawn by the spec: end -->'

export interface Call {
  from: string
  to: string
  text: string
  answer: string
}

interface Flow {
  page: string
  /** Calls before the events, in order. */
  before: readonly Call[]
  events: ReadonlyArray<SeenEvent & { consumers: readonly string[] }>
  after: readonly Call[]
}

/** Rewrites the drawing of the page if it has changed; the words around it are written by hand. */
export function drawFlow(flow: Flow): string {
  const calls = (list: readonly Call[]) =>
    list.flatMap(({ from, to, text, answer }) => [
      `  ${from}->>${to}: ${text}`,
      `  ${to}-->>${from}: ${answer}`,
    ])
  const arrows = flow.events.flatMap(({ source, type, consumers }) =>
    consumers.length === 0
      ? [`  ${source}-)RabbitMQ: ${type}`]
      : consumers.map((consumer) => `  ${source}-)${consumer}: ${type}`),
  )
  const lines = [
    '```mermaid',
    'sequenceDiagram',
    ...calls(flow.before),
    ...arrows,
    ...calls(flow.after),
    '```',
  ]
  const drawing = lines.join('\n')
  const file = join(repositoryRoot(), 'docs', 'flows', flow.page)
  if (existsSync(file)) {
    const text = readFileSync(file, 'utf8')
    const [head = ''] = text.split(begin, 1)
    const tail = text.split(end)[1] ?? ''
    const next = `${head}${begin}\n${drawing}\n${end}${tail}`
    if (next !== text) writeFileSync(file, next)
  }
  return drawing
}
