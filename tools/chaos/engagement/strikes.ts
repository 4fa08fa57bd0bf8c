// The faults of an engagement run: each takes away one part of the platform while people act.
import { setTimeout as pause } from 'node:timers/promises'
import { createClient } from 'redis'
import type { Platform } from '../platform.js'
import type { Chance } from '../seeded.js'

export interface Strike {
  name: string
  strike(platform: Platform): Promise<void>
}

const kill = (part: string): Strike => ({ name: `${part} killed`, strike: (platform) => platform.kill(part) })

const flushRedis: Strike = {
  name: 'redis flushed',
  strike: async ({ infrastructure }) => {
    const client = createClient({ url: infrastructure.REDIS_URL ?? '', socket: { reconnectStrategy: false } })
    client.on('error', () => undefined)
    await client.connect()
    await client.flushAll()
    client.destroy()
  },
}

const frozenMs = 4_000

/** Of the stand-in, which keeps its documents in memory: killed it would lose them, and no service could help that. */
const freezeMongo: Strike = {
  name: 'mongo frozen',
  strike: (platform) => platform.freeze('mongo', frozenMs),
}

export const strikes: readonly Strike[] = [
  kill('feed'),
  kill('notification'),
  kill('action'),
  kill('rabbitmq'),
  flushRedis,
  freezeMongo,
  kill('redis'),
  kill('postgres'),
  kill('gateway'),
]

/** All of them once before any comes again, in an order that follows from the seed. */
export function* inTurn(all: readonly Strike[], chance: Chance): Generator<Strike, never> {
  for (let left = [...all]; ; ) {
    if (left.length === 0) left = [...all]
    const next = chance.pick(left)
    left = left.filter((one) => one !== next)
    yield next
  }
}

/** Within the first half of a round, so that what it left behind is met by those who go on. */
export async function strikeWithin(
  platform: Platform,
  one: Strike,
  { roundMs, chance }: { roundMs: number; chance: Chance },
): Promise<void> {
  await pause(chance.between(0.1, 0.5) * roundMs)
  await one.strike(platform)
}
