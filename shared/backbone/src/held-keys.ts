// Keys that wait: a message that fails in an ordered reaction holds back those of its key that come after it, and no others.
import type { Database, Transaction } from '@eventflow/runtime/database'
import type { ConsumeMessage, Options } from 'amqplib'
import type { Fate } from './failure.js'

/** A message as it came, and the entity that it is about. */
export interface HeldMessage {
  id: string
  type: string
  key: string
  properties: Options.Publish
  body: Buffer
}

export interface HeldHead extends HeldMessage {
  position: string
  attempt: number
  throttled: number
}

/** What an operator sees of a key that waits. */
export interface HeldKey {
  key: string
  /** Messages that wait, the one that failed included. */
  count: number
  type: string
  messageId: string
  error: string
  attempt: number
  since: Date
  /** When it is tried again by itself; null when somebody has to say so. */
  nextAt: Date | null
}

export interface HeldKeys {
  /** Which of these keys wait. */
  among(transaction: Transaction, keys: readonly string[]): Promise<Set<string>>
  /** Puts messages behind what their keys wait for already. */
  append(transaction: Transaction, messages: readonly HeldMessage[]): Promise<void>
  /** Makes a key wait for a message that failed. */
  hold(message: HeldMessage, failure: { error: unknown; fate: Fate }): Promise<void>
  /** The oldest message of a key that is due, kept from other replicas until the transaction ends. */
  takeDue(transaction: Transaction): Promise<HeldHead | undefined>
  postpone(transaction: Transaction, head: HeldHead, failure: { error: unknown; fate: Fate }): Promise<void>
  /** Takes the head out, handled or given up; what is behind it is due at once. */
  release(transaction: Transaction, head: Pick<HeldHead, 'key' | 'position'>): Promise<void>
  list(limit: number): Promise<HeldKey[]>
  /** Has a key tried again now; false when it does not wait. */
  resume(key: string): Promise<boolean>
}

const errorLimit = 2_000

export function heldKeysIn(database: Database, consumer: string): HeldKeys {
  return {
    among: async (transaction, keys) => {
      const rows = await database.run<{ key: string }>(transaction, heldAmong, [consumer, [...new Set(keys)]])
      return new Set(rows.map(({ key }) => key))
    },
    append: async (transaction, messages) => {
      for (const message of messages)
        await database.run(transaction, appendHeld, [consumer, ...columnsOf(message), null, 1, 0, null])
    },
    hold: async (message, { error, fate }) => {
      const { attempt, throttled, waitMs } = waitOf(fate)
      await database.transaction((transaction) =>
        database.run(transaction, appendHeld, [
          consumer,
          ...columnsOf(message),
          textOf(error),
          attempt,
          throttled,
          waitMs,
        ]),
      )
    },
    takeDue: async (transaction) => {
      const [head] = await database.run<HeldHead>(transaction, dueHead, [consumer])
      return head
    },
    postpone: async (transaction, { position }, { error, fate }) => {
      const { attempt, throttled, waitMs } = waitOf(fate)
      await database.run(transaction, postponeHeld, [position, textOf(error), attempt, throttled, waitMs])
    },
    release: async (transaction, { key, position }) => {
      await database.run(transaction, releaseHeld, [position])
      await database.run(transaction, nextHeld, [consumer, key])
    },
    list: (limit) => database.reader.query(listHeld, [consumer, limit]),
    resume: async (key) => {
      const rows = await database.transaction((transaction) =>
        database.run(transaction, nextHeld, [consumer, key]),
      )
      return rows.length > 0
    },
  }
}

export const heldOf = (
  { properties, content }: ConsumeMessage,
  { id, type, key }: Pick<HeldMessage, 'id' | 'type' | 'key'>,
): HeldMessage => ({ id, type, key, properties: properties as Options.Publish, body: content })

const columnsOf = ({ id, type, key, properties, body }: HeldMessage): unknown[] => [
  id,
  type,
  key,
  JSON.stringify(properties),
  body,
]

const textOf = (error: unknown): string => String(error).slice(0, errorLimit)

/** Between a quarter and the whole of the wait, as on the ladder. */
const jitteredMs = ({ waitMs, class: kind }: Extract<Fate, { kind: 'retry' }>): number =>
  kind === 'throttled' ? waitMs : Math.round(waitMs * (0.25 + 0.75 * Math.random()))

/** Null waits for somebody to say that it may be tried again. */
const waitOf = (fate: Fate): { attempt: number; throttled: number; waitMs: number | null } =>
  fate.kind === 'retry'
    ? { attempt: fate.attempt, throttled: fate.throttled, waitMs: jitteredMs(fate) }
    : { attempt: 1, throttled: 0, waitMs: null }

const heldAmong = {
  name: 'held_among',
  text: 'select distinct key from held_messages where consumer = $1 and key = any($2::text[])',
}

const appendHeld = {
  name: 'held_append',
  text: `insert into held_messages
      (consumer, message_id, type, key, properties, body, error, attempt, throttled, next_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + $10 * interval '1 millisecond')
    on conflict (consumer, message_id) do nothing`,
}

// Only the oldest of a key may be due, so that the others keep their order.
const dueHead = {
  name: 'held_due',
  text: `select message_id as id, type, key, properties, body, position, attempt, throttled from held_messages h
    where consumer = $1 and next_at <= now()
      and not exists (select 1 from held_messages o where o.consumer = $1 and o.key = h.key and o.position < h.position)
    order by next_at limit 1 for update skip locked`,
}

const postponeHeld = {
  name: 'held_postpone',
  text: `update held_messages set error = $2, attempt = $3, throttled = $4, next_at = now() + $5 * interval '1 millisecond'
    where position = $1`,
}

const releaseHeld = { name: 'held_release', text: 'delete from held_messages where position = $1' }

const nextHeld = {
  name: 'held_next',
  text: `update held_messages set next_at = now() where position =
      (select min(position) from held_messages where consumer = $1 and key = $2)
    returning position`,
}

const listHeld = `
  select h.key, (select count(*)::int from held_messages b where b.consumer = h.consumer and b.key = h.key) as count,
    h.type, h.message_id as "messageId", coalesce(h.error, '') as error, h.attempt, h.held_at as since, h.next_at as "nextAt"
  from held_messages h
  where consumer = $1
    and not exists (select 1 from held_messages o where o.consumer = $1 and o.key = h.key and o.position < h.position)
  order by held_at limit $2`
