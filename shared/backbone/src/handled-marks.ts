// What a service without an inbox has handled, marked in Redis: so that a read with a Sync-Token can wait for it in any process.
import { bornAt, type Clock, type Logger, type Resource, systemClock, within } from '@eventflow/runtime'
import type { Redis } from '@eventflow/runtime/redis'
import type { Handle } from './handle-messages.js'
import type { Envelope, Reaction } from './reaction.js'

/** Where marks are put; what is there may be lost at any time. */
export interface MarkPlace {
  put(keys: readonly string[], keepMs: number): Promise<void>
  /** How many of these are there. */
  count(keys: readonly string[]): Promise<number>
}

export interface HandledMarks extends Resource {
  /** The same handling, with what it handled marked before it is acknowledged. */
  marking(queue: string, handle: Handle<Reaction>): Handle<Reaction>
  /** How many of these messages have no mark yet, of those that come to this service. */
  pending(messages: ReadonlyArray<{ id: string; type: string }>): Promise<number>
}

interface MarkParts {
  service: string
  /** Where each event goes to. */
  queuesByEvent: Readonly<Record<string, readonly string[]>>
  logger: Logger
  now: Clock
}

/** A message that is older counts as handled: its mark may be gone. */
const keepMs = 15 * 60_000
/** Whoever handles and whoever reads waits no longer for Redis than this. */
const answerWithinMs = 250
const againAfterMs = 500
/** Marks that Redis could not take yet; beyond this the oldest are forgotten, and reads wait for them in vain. */
const owedAtMost = 10_000

const markPlaceIn = ({ client }: Redis): MarkPlace => ({
  put: async (keys, keepMs) => {
    const batch = client.multi()
    for (const key of keys) batch.set(key, '1', { expiration: { type: 'PX', value: keepMs } })
    await batch.execAsPipeline()
  },
  count: async (keys) => client.exists([...keys]),
})

export const marksIn = (redis: Redis, parts: Omit<MarkParts, 'now'>): HandledMarks =>
  handledMarks(markPlaceIn(redis), { ...parts, now: systemClock })

export function handledMarks(place: MarkPlace, parts: MarkParts): HandledMarks {
  const { service, queuesByEvent, now } = parts
  const book = createMarkBook(place, parts)
  const isOwn = (queue: string) => queue === service || queue.startsWith(`${service}.`)
  const isOld = (id: string) => {
    const born = bornAt(id)
    return born !== undefined && now().getTime() - born.getTime() > keepMs
  }
  return {
    marking: (queue, handle) => async (readings) => {
      const outcomes = await handle(readings)
      await book.put(
        readings
          .filter(({ envelope }) => mayBeWaitedFor(envelope))
          .map(({ envelope: { id } }) => keyOf(queue, id)),
      )
      return outcomes
    },
    pending: async (messages) => {
      const keys = messages
        .filter(({ id }) => !isOld(id))
        .flatMap(({ id, type }) => (queuesByEvent[type] ?? []).filter(isOwn).map((queue) => keyOf(queue, id)))
      const wanted = [...new Set(keys)]
      if (wanted.length === 0) return 0
      const there = await within(answerWithinMs, place.count(wanted)).catch(() => 0)
      return wanted.length - there
    },
    close: book.close,
  }
}

const keyOf = (queue: string, id: string): string => `${queue}:handled:${id}`

/** A Sync-Token names what a call has caused itself, and not what was caused by a message: most messages need no mark. */
const mayBeWaitedFor = ({ causationId }: Envelope): boolean => causationId === undefined

/** While Redis is away nobody waits for it: what is owed is put there once it is back. */
function createMarkBook(place: MarkPlace, { logger }: MarkParts) {
  const owed = new Set<string>()
  let again: NodeJS.Timeout | undefined
  let isAway = false

  const owe = (keys: readonly string[], error: unknown) => {
    if (!isAway)
      logger.warn('what was handled cannot be marked just now', { error: (error as Error).message })
    isAway = true
    for (const key of keys) owed.add(key)
    for (const oldest of owed) {
      if (owed.size <= owedAtMost) break
      owed.delete(oldest)
    }
    again ??= setTimeout(settle, againAfterMs).unref()
  }

  const settle = async () => {
    const keys = [...owed]
    owed.clear()
    again = undefined
    try {
      await within(answerWithinMs, place.put(keys, keepMs))
      isAway = false
    } catch (error) {
      owe(keys, error)
    }
  }

  return {
    put: async (keys: readonly string[]): Promise<void> => {
      if (keys.length === 0) return
      if (isAway) return owe(keys, undefined)
      await within(answerWithinMs, place.put(keys, keepMs)).catch((error) => owe(keys, error))
    },
    close: async () => clearTimeout(again),
  }
}
