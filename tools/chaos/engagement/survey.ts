// What everybody is shown when all has arrived, held against what the log of acts says.
import type { Act } from './acts.js'
import { expectedFeed } from './expected-feed.js'
import { judgeFeed, type ShownGroup } from './judge-feed.js'
import { type Channel, type Decision, judgeNotices } from './judge-notices.js'
import { type Mails, mailKey } from './mails.js'
import { owedNotices, type Told } from './owed-notices.js'
import type { Guest } from './party.js'
import { replay } from './world.js'

export interface Survey {
  feeds: number
  /** Pairs of an event and a person. */
  told: number
  inboxes: number
  findings: string[]
}

interface Item {
  id: string
  eventId: string
  status: string
}

interface Page<T> {
  items: T[]
  next: string | null
  unread?: number
}

const pagesAtMost = 200
const atOnce = 8

async function readAll<T>(
  guest: Guest,
  path: string,
  filter = '',
): Promise<{ items: T[]; unread: number | undefined }> {
  const items: T[] = []
  let cursor: string | null = null
  for (let page = 0; page < pagesAtMost; page++) {
    const from: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const answer = await guest.call<Page<T>>('GET', `${path}?limit=100${filter}${from}`)
    if (answer?.status !== 200) throw new Error(`${path} was answered ${answer?.status}`)
    items.push(...answer.body.items)
    cursor = answer.body.next
    if (cursor === null) return { items, unread: answer.body.unread }
  }
  throw new Error(`${path} has more than ${pagesAtMost} pages`)
}

export async function surveyAll(
  guests: readonly Guest[],
  acts: readonly Act[],
  mails: Mails,
): Promise<Survey> {
  const world = replay(acts)
  const told = owedNotices(acts)
  const survey: Survey = { feeds: 0, told: 0, inboxes: 0, findings: [] }
  await eachOf(guests, async (guest) => {
    const { items: groups } = await readAll<ShownGroup>(guest, '/v1/feed')
    const wrong = judgeFeed(expectedFeed(world, guest.id), groups)
    survey.findings.push(...wrong.map((finding) => `feed of ${guest.id}: ${finding}`))
    survey.feeds++
    const inbox = await surveyInbox(guest, survey)
    const concerned = told.filter(
      ({ owed, open, by }) => owed.has(guest.id) || open.has(guest.id) || by === guest.id,
    )
    for (const one of concerned) await surveyNotice(survey, one, { guest, inbox, mails })
  })
  return survey
}

async function eachOf(guests: readonly Guest[], work: (guest: Guest) => Promise<void>): Promise<void> {
  const waiting = [...guests]
  const worker = async () => {
    for (let guest = waiting.shift(); guest; guest = waiting.shift()) await work(guest)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

/** The count equals the list, and what somebody has read or put away stays so. Answers all that there is, the archive included. */
async function surveyInbox(guest: Guest, survey: Survey): Promise<Item[]> {
  const { items, unread } = await readAll<Item>(guest, '/v1/notifications')
  const { items: archived } = await readAll<Item>(guest, '/v1/notifications', '&archived=true')
  const count = await guest.call<{ unread: number }>('GET', '/v1/notifications/unread-count')
  const counted = items.filter(({ status }) => status === 'unread').length
  for (const [what, number] of [
    ['the list', unread],
    ['unread-count', count?.body.unread],
  ] as const)
    if (number !== counted)
      survey.findings.push(`inbox of ${guest.id}: ${what} says ${number} unread, ${counted} are`)
  for (const { id, status } of [...items, ...archived]) {
    const wanted = guest.touched.get(id)
    if (wanted && wanted !== status)
      survey.findings.push(`inbox of ${guest.id}: ${id} is ${status}, and was ${wanted}`)
  }
  survey.inboxes++
  return [...items, ...archived]
}

interface Place {
  guest: Guest
  inbox: readonly Item[]
  mails: Mails
}

async function surveyNotice(survey: Survey, told: Told, { guest, inbox, mails }: Place): Promise<void> {
  const path = `/v1/notifications/why?eventId=${told.event}`
  const answer = await guest.call<{ decisions: Decision[] }>('GET', path)
  const decisions = answer?.status === 200 ? answer.body.decisions : []
  const inApp = inbox.filter(({ eventId }) => eventId === told.event).length
  const effects: Partial<Record<Channel, number>> = {
    inApp,
    email: mails.byEvent.get(mailKey(guest.id, told.event)) ?? 0,
  }
  survey.findings.push(...judgeNotices(told, guest.id, { decisions, effects }))
  survey.told++
}
