// A token for each person, which changes with whatever others may see of them: what was made under other tokens is over.
import { randomUUID } from 'node:crypto'
import type { Redis } from '@eventflow/runtime/redis'
import { lastRevocationKey } from '@eventflow/runtime/revocations'
import type { Trust } from './trust.js'

/** What something was made of: the tokens of these people, as they were before anything was read. */
export type Stamp = ReadonlyArray<readonly [personId: string, token: string]>

export interface Tokens {
  /** The tokens of these people as they are, made where there are none; nothing while Redis may not be believed. */
  stamp(personIds: readonly string[]): Promise<Stamp | undefined>
  /** Whether all of them are still the same. */
  holds(stamp: Stamp): Promise<boolean>
  /** Said after a change is stored. Without Redis others may see for a second what was kept before. */
  changed(personIds: readonly string[]): Promise<void>
  /** Said before a change is answered that nobody may miss from then on: without Redis it takes that second. */
  changedForAll(personIds: readonly string[]): Promise<void>
}

/** Longer than anything is kept that was made under them. */
const keepSeconds = 86_400
const atOnce = 500

export function tokensIn({ client }: Pick<Redis, 'client'>, trust: Omit<Trust, 'close'>): Tokens {
  const look = lookUpsIn(client)

  /** Of each person their token here, and the last revocation that the action service has told. */
  const read = async (personIds: readonly string[]): Promise<Array<string | null> | undefined> => {
    const generation = trust.generation()
    if (generation === undefined) return undefined
    const values = await look(personIds.flatMap((id) => [keyOf(id), lastRevocationKey(id)]))
    return personIds.map((_, at) => {
      const token = values[2 * at]
      return token ? `${generation}:${token}:${values[2 * at + 1] ?? ''}` : null
    })
  }

  /** False when Redis could not be told. */
  const forget = async (personIds: readonly string[]): Promise<boolean> => {
    try {
      for (let from = 0; from < personIds.length; from += atOnce) {
        const some = personIds.slice(from, from + atOnce)
        await client.unlink(some.map((id) => keyOf(id)))
      }
      return true
    } catch {
      return false
    }
  }

  return {
    stamp: async (personIds) => {
      try {
        const first = await read(personIds)
        if (!first) return undefined
        const missing = personIds.filter((_, at) => first[at] === null)
        if (missing.length > 0) await make(client, missing)
        const tokens = missing.length > 0 ? await read(personIds) : first
        // Gone again already: then nothing is kept this time.
        if (!tokens || tokens.includes(null)) return undefined
        return personIds.map((id, at) => [id, tokens[at] ?? ''] as const)
      } catch {
        return undefined
      }
    },
    holds: async (stamp) => {
      try {
        const now = await read(stamp.map(([id]) => id))
        return now !== undefined && stamp.every(([, token], at) => now[at] === token)
      } catch {
        return false
      }
    },
    changed: async (personIds) => {
      if (!(await forget(personIds))) await trust.break()
    },
    changedForAll: async (personIds) => {
      if (await forget(personIds)) return
      await trust.break()
      await trust.noticed()
    },
  }
}

const keyOf = (personId: string) => `feed:token:${personId}`

/** Where there is none: of two that do it at the same time one wins, and both read what is there then. */
async function make(client: Redis['client'], personIds: readonly string[]): Promise<void> {
  const batch = client.multi()
  for (const id of personIds)
    batch.set(keyOf(id), randomUUID(), {
      condition: 'NX',
      expiration: { type: 'EX', value: keepSeconds },
    })
  await batch.execAsPipeline()
}

/** What all calls of one turn of the event loop ask for goes to Redis as one question. */
function lookUpsIn(client: Redis['client']): (keys: readonly string[]) => Promise<Array<string | null>> {
  let asked: string[] = []
  let answer: Promise<Array<string | null>> | undefined
  const ask = async () => {
    await new Promise((resolve) => setImmediate(resolve))
    const keys = asked
    asked = []
    answer = undefined
    return client.mGet(keys)
  }
  return async (keys) => {
    const from = asked.length
    asked.push(...keys)
    answer ??= ask()
    return (await answer).slice(from, from + keys.length)
  }
}
