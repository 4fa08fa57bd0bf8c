// `npm run demo -- activity`: somebody completes a task, and it is seen in a feed, in an inbox, in a mailbox and in the trace.
import { setTimeout as pause } from 'node:timers/promises'
import { Impossible } from '../launcher/component.js'
import { printable } from '../operator/printable.js'
import { asOperator } from '../operator/sign-in.js'
import { type Story, storyLines } from '../trace/story.js'
import type { RunningStack } from './main.js'
import { type DemoPerson, names, signIn, signOut } from './people.js'
import { type Stopwatch, stopwatch } from './stopwatch.js'

interface Cast {
  /** Does something. */
  ada: DemoPerson
  /** Hears of it. */
  grace: DemoPerson
}

const waitSeconds = 15

export async function showActivity({ gateway, mailbox }: RunningStack): Promise<void> {
  const watch = stopwatch()
  watch.title('Ada completes a task. Who hears of it?')
  const people = await watch.step('Ada, Alan and Grace sign in', () =>
    Promise.all(names.map((name) => signIn(gateway, name).catch(explainSignIn))),
  )
  const [ada, , grace] = people
  if (!ada || !grace) throw new Error('the cast is not complete')
  try {
    await show({ ada, grace }, { watch, mailbox, gateway })
  } finally {
    await signOut(people)
  }
}

function explainSignIn(error: unknown): never {
  if (error instanceof Impossible && error.message.includes('INVALID_CREDENTIALS'))
    throw new Impossible('the people of the demo are not there', 'npm start, without --empty, brings them')
  throw error
}

interface Show {
  watch: Stopwatch
  mailbox: string | undefined
  gateway: string
}

async function show(cast: Cast, { watch, mailbox }: Show): Promise<void> {
  const { ada, grace } = cast
  const followed = 'Grace follows Ada'
  await watch.step(followed, () => grace.call('PUT', `/v1/follows/${ada.id}`))
  const restore = await wantMails(watch, grace)
  try {
    const title = `Tune the engine, ${new Date().toISOString().slice(11, 19)}`
    const task = { kind: 'task', title, visibility: 'followers' }
    const { body } = await watch.step(`Ada writes the task "${title}"`, () =>
      ada.call<{ id: string }>('POST', '/v1/actions', { body: task }),
    )
    const done = await watch.step('Ada completes it', () =>
      ada.call('POST', `/v1/actions/${body.id}/complete`),
    )
    const event = completionIn(done.syncToken)
    watch.detail(`event action.completed ${event}`)
    await Promise.all([seeFeed(cast, watch, { action: body.id, syncToken: done.syncToken })])
    await seeInbox(cast, watch, { event, syncToken: done.syncToken })
    await seeMail(cast, watch, { mailbox, title })
    await seeTrace(watch, event)
  } finally {
    await restore()
  }
}

interface Preferences {
  channels: Record<string, Record<string, boolean>>
  quietHours: unknown
  digest: Record<string, string>
}

/** Grace may have chosen otherwise in the meantime: then she wants mails for as long as the demo takes. */
async function wantMails(watch: Stopwatch, { call }: DemoPerson): Promise<() => Promise<void>> {
  const path = '/v1/users/me/preferences'
  const { body } = await call<Preferences>('GET', path)
  const { channels, quietHours, digest } = body
  if (channels.email?.action && quietHours === null && digest.action === 'off') return async () => undefined
  const wanted = {
    channels: { ...channels, email: { ...channels.email, action: true } },
    quietHours: null,
    digest: { ...digest, action: 'off' },
  }
  await watch.step('Grace wants to be mailed, for now', () => call('PUT', path, { body: wanted }))
  return async () => void (await call('PUT', path, { body }))
}

/** The answer to a write names the messages that it caused. */
function completionIn(syncToken: string): string {
  const pairs = JSON.parse(Buffer.from(syncToken, 'base64url').toString() || '[]') as string[][]
  return pairs.find(([, type]) => type === 'action.completed')?.[0] ?? ''
}

const waiting = (syncToken: string) => ({
  headers: { 'sync-token': syncToken, prefer: `wait=${waitSeconds}` },
})

interface Group {
  verb: string
  count: number
  actors: Array<{ displayName: string }>
  objects: Array<{ id: string; title: string }>
}

async function seeFeed(
  { grace }: Cast,
  watch: Stopwatch,
  { action, syncToken }: { action: string; syncToken: string },
): Promise<void> {
  const group = await watch.step("Grace's feed shows it", async () => {
    const { body } = await grace.call<{ items: Group[] }>('GET', '/v1/feed', waiting(syncToken))
    const found = body.items.find(
      ({ verb, objects }) => verb === 'completed' && objects.some(({ id }) => id === action),
    )
    return found ?? missing('the feed does not show it', 'feed')
  })
  const who = group.actors.map(({ displayName }) => displayName).join(', ')
  const what = group.objects.map(({ title }) => title).slice(0, 3)
  watch.detail(
    printable(`${who} completed ${group.count}: ${what.join(' · ')}${group.count > 3 ? ' · …' : ''}`),
  )
}

const missing = (what: string, service: string): never => {
  throw new Impossible(
    what,
    `npm run logs ${service} shows what it says; npm run dead-letters -- groups what failed`,
  )
}

interface Item {
  title: string
  body: string
  eventId: string
}

async function seeInbox(
  { grace }: Cast,
  watch: Stopwatch,
  { event, syncToken }: { event: string; syncToken: string },
): Promise<void> {
  const { item, unread } = await watch.step("Grace's inbox has it", () =>
    patiently(
      async () => {
        const { body } = await grace.call<{ items: Item[]; unread: number }>(
          'GET',
          '/v1/notifications',
          waiting(syncToken),
        )
        const item = body.items.find(({ eventId }) => eventId === event)
        return item && { item, unread: body.unread }
      },
      () => missing('the inbox does not have it', 'notification'),
    ),
  )
  watch.detail(printable(`${item.title}: ${item.body} (${unread} unread)`))
  const { body } = await grace.call<{ decisions: Array<Record<string, string | null>> }>(
    'GET',
    `/v1/notifications/why?eventId=${event}`,
  )
  for (const { channel, outcome, rule, reason } of body.decisions)
    watch.detail(printable(`${channel} ${outcome} by the rule ${rule}${reason ? `: ${reason}` : ''}`))
}

async function patiently<T>(look: () => Promise<T | undefined>, giveUp: () => never): Promise<T> {
  const endsAt = Date.now() + waitSeconds * 1_000
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > endsAt) return giveUp()
    await pause(50)
  }
}

interface Mail {
  ID: string
  Subject: string
  Snippet: string
}

async function seeMail(
  { grace }: Cast,
  watch: Stopwatch,
  { mailbox, title }: { mailbox: string | undefined; title: string },
): Promise<void> {
  if (!mailbox) return watch.detail('there is no mailbox here, so the mail went to your own server')
  const query = new URLSearchParams({ query: `to:${grace.email} "${title}"` })
  const mail = await watch.step('The mailbox has the mail', () =>
    patiently(
      async () => {
        const answer = await fetch(`${mailbox}/api/v1/search?${query}`)
        const { messages = [] } = (await answer.json()) as { messages?: Mail[] }
        return messages[0]
      },
      () => missing('the mail did not come', 'notification'),
    ),
  )
  watch.detail(printable(`to ${grace.email}: ${mail.Subject}`))
  watch.detail(`${mailbox} shows it`)
}

/** What the services have written down about it comes a moment after the effects. */
async function seeTrace(watch: Stopwatch, event: string): Promise<void> {
  const story = await watch.step('What it caused, as every service tells it', () =>
    asOperator(async ({ call }) => (await call<Story>('GET', `/v1/ops/trace/${event}`)).body),
  )
  for (const line of storyLines(story)) watch.detail(line)
  watch.detail(`npm run trace -- ${event} shows it again`)
}
