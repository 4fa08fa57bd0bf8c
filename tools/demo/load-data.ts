// Loads the demo data through the API, once: what is there already is left as it is.
import { setTimeout as pause } from 'node:timers/promises'
import { Impossible } from '../launcher/component.js'
import { writeJson } from '../launcher/json-file.js'
import { actions, type DemoAction, follows } from './data.js'
import { type DemoPerson, type Name, names, signIn, signOut } from './people.js'

interface Loading {
  /** The gateway. */
  url: string
  /** Where it is written down that they were loaded: what somebody deletes afterwards does not come back. */
  note: string
  now: Date
}

const betweenTriesMs = 100
const triesAtMost = 100

/** Answers how many things it made. */
export async function loadDemoData({ url, note, now }: Loading): Promise<number> {
  const signedIn = await Promise.all(names.map((name) => signIn(url, name)))
  const people = Object.fromEntries(names.map((name, at) => [name, signedIn[at]])) as Record<Name, DemoPerson>
  try {
    // The account is there before the services that hear of it by event know it.
    for (const [by, whom] of follows)
      await patiently(() => people[by].call('PUT', `/v1/follows/${people[whom].id}`))
    const made = await Promise.all(names.map((name) => writeMissing(people[name], name, now)))
    writeJson(note, { loadedAt: now.toISOString() })
    return made.reduce((sum, count) => sum + count, 0)
  } finally {
    await signOut(signedIn)
  }
}

async function patiently(attempt: () => Promise<unknown>): Promise<void> {
  for (let left = triesAtMost; ; left--) {
    try {
      await attempt()
      return
    } catch (error) {
      if (left === 0 || !(error instanceof Impossible)) throw error
      await pause(betweenTriesMs)
    }
  }
}

/** A start that was broken off may have made some of them. One after the other, so that lists have an order. */
async function writeMissing(person: DemoPerson, name: Name, now: Date): Promise<number> {
  const { body } = await person.call<{ items: Array<{ title: string }> }>('GET', '/v1/actions?limit=100')
  const known = new Set(body.items.map(({ title }) => title))
  const missing = actions.filter(({ by, title }) => by === name && !known.has(title))
  for (const action of missing) await write(person, action, now)
  return missing.length
}

const dayMs = 86_400_000

async function write(
  { call }: DemoPerson,
  { by: _, dueInDays, afterwards, ...written }: DemoAction,
  now: Date,
): Promise<void> {
  const dueAt =
    dueInDays === undefined ? {} : { dueAt: new Date(now.getTime() + dueInDays * dayMs).toISOString() }
  const { body } = await call<{ id: string }>('POST', '/v1/actions', { body: { ...written, ...dueAt } })
  if (afterwards) await call('POST', `/v1/actions/${body.id}/${afterwards}`)
}
