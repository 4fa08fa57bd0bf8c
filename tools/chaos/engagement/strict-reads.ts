// Reads right after something was taken away: from that answer on nobody may be shown it, whatever strikes meanwhile.

import { mayRead } from './expected-feed.js'
import type { Guest, OwnAction } from './party.js'
import type { ActionState, World } from './world.js'

export interface StrictTally {
  reads: number
  /** Of these, how many of something that the reader had been shown a moment before. */
  hadSeen: number
  findings: string[]
}

interface Page {
  items?: unknown[]
  next?: string | null
}

const pagesAtMost = 50

/** All pages of a list as text, which holds the id of whatever is shown in them. */
async function readAll(reader: Guest, path: string): Promise<string> {
  let text = ''
  let cursor: string | undefined
  for (let page = 0; page < pagesAtMost; page++) {
    const from = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const answer = await reader.call<Page>('GET', `${path}?limit=100${from}`)
    if (answer?.status !== 200) return text
    text += JSON.stringify(answer.body.items)
    if (!answer.body.next) return text
    cursor = answer.body.next
  }
  throw new Error(`${path} has more than ${pagesAtMost} pages`)
}

const feedOf = (reader: Guest) => readAll(reader, '/v1/feed')
const pageOf = (author: Guest, reader: Guest) => readAll(reader, `/v1/profiles/${author.id}/activities`)

export interface Withdrawal {
  what: string
  author: Guest
  reader: Guest
  /** Does it; false when the platform refused, and then nothing is to be seen. */
  withdraw(): Promise<boolean>
}

/** What is found goes to the tally, by the state that the log leads to. */
interface Watch {
  tally: StrictTally
  world: World
}

/** `own` was deleted, or is shown to fewer. */
export async function checkItem(own: OwnAction, { tally, world }: Watch, one: Withdrawal): Promise<void> {
  const { author, reader, what } = one
  const before = await feedOf(reader)
  if (!(await one.withdraw())) return
  const [feed, page] = await Promise.all([feedOf(reader), pageOf(author, reader)])
  const state = world.actions.get(own.id)
  // Who follows may go on seeing what is now for followers only.
  if (state && mayRead(world, reader.id, state)) return
  count(tally, before.includes(own.id))
  if (feed.includes(own.id)) tally.findings.push(`after ${what} the feed of ${reader.id} shows ${own.id}`)
  if (page.includes(own.id))
    tally.findings.push(`after ${what} the page of ${author.id} shows ${own.id} to ${reader.id}`)
}

/** The two no longer see each other, or one no longer wants to see the other. */
export async function checkPerson({ tally, world }: Watch, one: Withdrawal): Promise<void> {
  const { author, reader, what } = one
  const before = await feedOf(reader)
  if (!(await one.withdraw())) return
  // The author goes on acting: only what was hidden before the reads and still is after them must not be shown.
  const hidden = hiddenFrom(world, reader, author)
  const [feed, page] = await Promise.all([feedOf(reader), pageOf(author, reader)])
  count(tally, before.includes(author.id))
  if (feed.includes(author.id))
    tally.findings.push(`after ${what} the feed of ${reader.id} names ${author.id}`)
  for (const { id } of hiddenFrom(world, reader, author).filter((action) => hidden.includes(action))) {
    if (feed.includes(id)) tally.findings.push(`after ${what} the feed of ${reader.id} shows ${id}`)
    if (page.includes(id))
      tally.findings.push(`after ${what} the page of ${author.id} shows ${id} to ${reader.id}`)
  }
}

const hiddenFrom = (world: World, reader: Guest, author: Guest): ActionState[] =>
  [...world.actions.values()].filter(
    (action) => action.owner === author.id && !mayRead(world, reader.id, action),
  )

function count(tally: StrictTally, hadSeen: boolean): void {
  tally.reads++
  if (hadSeen) tally.hadSeen++
}
