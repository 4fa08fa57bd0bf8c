// `npm run dead-letters -- list|groups|show|edit|dry-run|replay|discard|held|resume`: the desk of dead letters on a terminal.
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { runMain } from '../launcher/command.js'
import { Impossible } from '../launcher/component.js'
import { asOperator, type Operator } from '../operator/sign-in.js'
import type { Group, HeldKey, Letter, Preview, Rehearsal, Replay, Summary } from './letter.js'
import { mergePatch } from './merge-patch.js'
import {
  groupLines,
  heldLines,
  letterLines,
  letters,
  listLines,
  previewLines,
  rehearsalLines,
  replayLine,
} from './pages.js'
import { parseRequest, type Request } from './request.js'

const desk = '/v1/ops/dead-letters'
const waits = { prefer: 'wait=1' }
const waitMs = 1_000
const silentAtMost = 30

void runMain(async () => {
  const request = parseRequest(process.argv.slice(2))
  return await asOperator((operator) => run({ operator, request }))
})

interface Work {
  operator: Operator
  request: Request
}

async function run(work: Work): Promise<number> {
  switch (work.request.act) {
    case 'list':
      return await list(work)
    case 'groups':
      return await groups(work)
    case 'show':
      return tell(work, (await read(work)).body, (letter) => letterLines(letter, Date.now()))
    case 'edit':
      return await edit(work)
    case 'dry-run':
      return await rehearse(work)
    case 'replay':
      return await replay(work)
    case 'discard':
      return await discard(work)
    case 'held':
      return await held(work)
    case 'resume':
      return await resume(work)
  }
}

/** JSON for machines, lines for people. */
function tell<T>({ request }: Work, answer: T, lines: (answer: T) => readonly string[]): number {
  if (request.json) console.log(JSON.stringify(answer, null, 2))
  else for (const line of lines(answer)) console.log(line)
  return 0
}

const queryOf = (options: Request['options']): string =>
  new URLSearchParams(
    Object.entries(options).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ).toString()

async function list(work: Work): Promise<number> {
  interface Page {
    items: Summary[]
    next: string | null
  }
  const path = `${desk}?${queryOf(work.request.options)}`
  const { body } = await work.operator.call<Page>('GET', path)
  return tell(work, body, ({ items, next }) => {
    if (items.length === 0) return ['No dead letters.']
    const more = next ? ['', `There are more: --cursor ${next}`] : []
    return [...listLines(items, Date.now()), ...more]
  })
}

async function groups(work: Work): Promise<number> {
  const path = `${desk}/groups?${queryOf(work.request.options)}`
  const { body } = await work.operator.call<{ items: Group[] }>('GET', path)
  return tell(work, body, ({ items }) =>
    items.length === 0 ? ['No dead letters wait.'] : groupLines(items, Date.now()),
  )
}

const pathOf = ({ request }: Work): string => `${desk}/${encodeURIComponent(request.ids[0] ?? '')}`

const read = (work: Work) => work.operator.call<Letter>('GET', pathOf(work))

async function edit(work: Work): Promise<number> {
  const wanted = bodyIn(work.request.options.body ?? '')
  const { body: letter, etag } = await read(work)
  const patch = mergePatch(letter.encoding === 'json' ? letter.body : undefined, wanted)
  const call = { body: { body: patch }, headers: { 'if-match': etag } }
  const { body } = await work.operator.call<Letter>('PATCH', pathOf(work), call)
  return tell(work, body, ({ id }) => [`Letter ${id} is edited and satisfies its contract.`])
}

function bodyIn(file: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof body === 'object' && body !== null && !Array.isArray(body))
      return body as Record<string, unknown>
  } catch (error) {
    throw new Impossible(
      `${file} cannot be read as JSON: ${(error as Error).message}`,
      'give a file with the whole new body',
    )
  }
  throw new Impossible(`${file} holds no JSON object`, 'give a file with the whole new body')
}

async function rehearse(work: Work): Promise<number> {
  const { body } = await work.operator.call<Rehearsal>('POST', `${pathOf(work)}/dry-run`)
  tell(work, body, rehearsalLines)
  return body.outcome === 'failed' ? 1 : 0
}

const selectionOf = ({ ids, options: { fingerprint, queue } }: Request) =>
  ids.length > 0 ? { ids } : { ...(fingerprint ? { fingerprint } : {}), ...(queue ? { queue } : {}) }

async function replay(work: Work): Promise<number> {
  const { operator, request } = work
  const { rate } = request.options
  const wish = { ...selectionOf(request), ...(rate === undefined ? {} : { ratePerSecond: Number(rate) }) }
  const path = `${desk}/replay`
  if (request.dryRun) {
    const { body } = await operator.call<Preview>('POST', path, { body: { ...wish, dryRun: true } })
    return tell(work, body, previewLines)
  }
  let { body: job } = await operator.call<Replay>('POST', path, { body: wish, headers: waits })
  for (let silent = 0; job.status === 'pending' || job.status === 'running'; ) {
    if (!request.json && silent === 0) console.log(replayLine(job))
    try {
      job = (await operator.call<Replay>('GET', `${path}s/${job.id}`, { headers: waits })).body
      silent = 0
    } catch (error) {
      // The replay is carried on by another replica, or by the same service when it is back.
      if (++silent > silentAtMost) throw error
      await pause(waitMs)
    }
  }
  tell(work, job, (last) => [replayLine(last)])
  return job.failed > 0 ? 1 : 0
}

async function discard(work: Work): Promise<number> {
  const { request, operator } = work
  const wish = { ...selectionOf(request), reason: request.options.reason }
  const { body } = await operator.call<{ discarded: number }>('POST', `${desk}/discard`, { body: wish })
  return tell(work, body, ({ discarded }) => [`${letters(discarded)} discarded.`])
}

async function held(work: Work): Promise<number> {
  const { body } = await work.operator.call<{ items: HeldKey[] }>('GET', '/v1/ops/held-keys')
  return tell(work, body, ({ items }) =>
    items.length === 0 ? ['No entity waits for a message that failed.'] : heldLines(items, Date.now()),
  )
}

async function resume(work: Work): Promise<number> {
  const [service, key] = work.request.ids
  await work.operator.call('POST', '/v1/ops/held-keys/resume', { body: { service, key } })
  return tell(work, { resumed: { service, key } }, () => [
    'It is tried now, and what waits behind it after that.',
  ])
}
