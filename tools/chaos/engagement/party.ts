// The people of a run: registered once, each with a hand on the platform that does not let go before it has an answer.
import { setTimeout as pause } from 'node:timers/promises'
import type { Chance } from '../seeded.js'
import { chanceFrom } from '../seeded.js'
import { type Call, type Identity, persistentCaller } from './persistent-call.js'

export interface Guest {
  number: number
  id: string
  email: string
  call: Call
  /** Of its own, so that the wishes of one do not depend on when others had their turn. */
  chance: Chance
  /** What they have written and not deleted. */
  own: OwnAction[]
  /** Status of what they have touched in their inbox, by its id. */
  touched: Map<string, 'read' | 'archived'>
}

export interface OwnAction {
  id: string
  kind: 'task' | 'journal'
  visibility: 'private' | 'followers' | 'public'
  status: 'open' | 'completed' | 'archived'
  wasCompleted: boolean
}

/** Most are told of everything at once; the others have their reasons to be told less, or later. */
const preferences: ReadonlyArray<object | undefined> = [
  undefined,
  undefined,
  undefined,
  { channels: { email: { action: false } } },
  { channels: {}, quietHours: { from: '00:00', to: '23:59', timeZone: 'UTC' } },
  { channels: {}, digest: { action: 'hourly' } },
]

const password = 'a-quiet-harbour-at-dawn'
const atOnce = 8

export async function gather(url: string, size: number, seed: number): Promise<Guest[]> {
  const guests: Guest[] = []
  let next = 0
  const worker = async () => {
    while (next < size) {
      const number = next++
      guests[number] = await register(
        { url, email: `guest.${seed}.${number}@example.test`, password },
        { number, seed },
      )
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return guests
}

async function register(
  identity: Identity,
  { number, seed }: { number: number; seed: number },
): Promise<Guest> {
  const { url, email } = identity
  const answer = await fetch(`${url}/v1/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password, name: `Guest ${number}` }),
  })
  const body = (await answer.json()) as { user?: { id: string } }
  if (answer.status !== 201 || !body.user) throw new Error(`guest ${number} was answered ${answer.status}`)
  const call = persistentCaller(identity)
  const chance = chanceFrom(seed * 1_000 + number)
  await untilKnown(call)
  const wanted = preferences[number % preferences.length]
  if (wanted) await call('PUT', '/v1/users/me/preferences', { body: wanted })
  return { number, id: body.user.id, email, call, chance, own: [], touched: new Map() }
}

/** A profile is made by an event; before it is there nobody can be followed. */
async function untilKnown(call: Call): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if ((await call('GET', '/v1/users/me/profile'))?.status === 200) return
    await pause(50)
  }
  throw new Error('a profile did not come')
}
