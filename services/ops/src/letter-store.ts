// Keeps dead letters in PostgreSQL, each parking once, and marks what becomes of them.
import type { ParkedLetter } from '@eventflow/backbone/desk'
import type { Seek } from '@eventflow/http'
import type { Database, Transaction } from '@eventflow/runtime/database'
import type { SelectQueryBuilder } from 'typeorm'
import { DeadLetterRow } from './entities.js'
import type { Letter, LetterStatus, LetterSummary } from './letter.js'
import { peopleNamed } from './people-named.js'
import { keepLetters } from './personal-letter-store.js'

/** Letters by one of these; nothing else can be replayed or discarded together. */
export type Selection = { ids: string[] } | { fingerprint: string } | { queue: string }

export interface LetterFilters {
  queue?: string
  fingerprint?: string
  status?: LetterStatus
}

export interface LetterGroup {
  fingerprint: string
  queue: string
  type: string | null
  reason: string
  error: string
  count: number
  firstAt: Date
  lastAt: Date
}

export type ChosenLetter = Pick<LetterSummary, 'id' | 'queue' | 'type' | 'status' | 'writtenAt' | 'parkedAt'>

export interface LetterStore {
  /** A letter that is there already changes nothing, and one of somebody who was erased is not kept. */
  keep(letters: readonly ParkedLetter[]): Promise<void>
  list(filters: LetterFilters, seek: Seek): Promise<LetterSummary[]>
  /** Letters that wait, by what they failed of, the largest group first. */
  groups(queue: string | undefined, limit: number): Promise<LetterGroup[]>
  byId(id: string): Promise<Letter | null>
  byStory(id: string, limit: number): Promise<LetterSummary[]>
  waitingByQueue(): Promise<Map<string, { waiting: number; oldestAt: Date }>>
  /** Locked until the transaction ends. */
  lock(transaction: Transaction, id: string): Promise<Letter | null>
  /** Those named, whatever their state, or those that match and wait, the oldest first; locked until the transaction ends. */
  choose(transaction: Transaction, selection: Selection, limit: number): Promise<ChosenLetter[]>
  edit(transaction: Transaction, letter: Letter, body: Buffer): Promise<void>
  queueUp(transaction: Transaction, ids: readonly string[], replayId: string): Promise<void>
  discard(transaction: Transaction, ids: readonly string[], reason: string): Promise<void>
  /** Takes away a bounded number of what was settled before this moment; answers how many. */
  forget(settledBefore: Date): Promise<number>
}

const summaryColumns = [
  'id',
  'queue',
  'messageId',
  'type',
  'schemaVersion',
  'source',
  'subject',
  'correlationId',
  'causationId',
  'reason',
  'fingerprint',
  'error',
  'attempts',
  'replays',
  'writtenAt',
  'parkedAt',
  'size',
  'status',
] as const satisfies ReadonlyArray<keyof LetterSummary>

const chosenColumns = [
  'id',
  'queue',
  'type',
  'status',
  'writtenAt',
  'parkedAt',
] as const satisfies ReadonlyArray<keyof ChosenLetter>

const changed = 'update dead_letters set version = version + 1'
const forgottenAtOnce = 1_000

type Query = SelectQueryBuilder<DeadLetterRow>

export function letterStore(database: Database): LetterStore {
  const letters = database.reader.getRepository(DeadLetterRow)
  const summaries = (): Query =>
    letters.createQueryBuilder('l').select(summaryColumns.map((column) => `l.${column}`))
  return {
    keep: (parked) => database.transaction((transaction) => keepLetters(transaction, parked)),
    list: (filters, seek) => pageOf(summaries(), filters, seek).getMany(),
    groups: (queue, limit) => readGroups(database, queue, limit),
    byId: (id) => letters.findOneBy({ id }),
    byStory: (id, limit) =>
      summaries()
        .where('l.correlationId = :id or l.messageId = :id', { id })
        .orderBy('l.parkedAt')
        .limit(limit)
        .getMany(),
    waitingByQueue: async () => {
      const rows: Array<{ queue: string; waiting: number; oldest: Date }> = await database.reader.query(
        `select queue, count(*)::int as waiting, min(parked_at) as oldest
         from dead_letters where status = 'waiting' group by queue`,
      )
      return new Map(rows.map(({ queue, waiting, oldest }) => [queue, { waiting, oldestAt: oldest }]))
    },
    lock: (transaction, id) =>
      transaction.findOne(DeadLetterRow, { where: { id }, lock: { mode: 'pessimistic_write' } }),
    choose: (transaction, selection, limit) =>
      narrow(transaction.createQueryBuilder(DeadLetterRow, 'l'), selection)
        .select(chosenColumns.map((column) => `l.${column}`))
        // In one order, so that two who want the same letters wait for one another and never both.
        .orderBy('l.parkedAt')
        .addOrderBy('l.id')
        .limit(limit)
        .setLock('pessimistic_write')
        .getMany(),
    edit: async (transaction, letter, body) => {
      const people = peopleNamed(letter, [letter.body, body])
      await transaction.query(`${changed}, edited_body = $2, people = $3 where id = $1`, [
        letter.id,
        body,
        people,
      ])
    },
    queueUp: async (transaction, ids, replayId) => {
      const queued = `${changed}, status = 'queued', replay_id = $2, note = null where id = any($1)`
      await transaction.query(queued, [ids, replayId])
    },
    discard: async (transaction, ids, reason) => {
      const discarded = `${changed}, status = 'discarded', note = $2, settled_at = now() where id = any($1)`
      await transaction.query(discarded, [ids, reason])
    },
    forget: async (settledBefore) => {
      const [, count] = (await database.reader.query(
        'delete from dead_letters where id in (select id from dead_letters where settled_at < $1 limit $2)',
        [settledBefore, forgottenAtOnce],
      )) as [unknown, number]
      return count
    },
  }
}

/** The newest first. */
function pageOf(query: Query, filters: LetterFilters, { from, backwards, limit }: Seek): Query {
  const order = backwards ? 'ASC' : 'DESC'
  const sign = backwards ? '>' : '<'
  for (const [name, value] of Object.entries(filters))
    if (value !== undefined) query.andWhere(`l.${name} = :${name}`, { [name]: value })
  if (from) {
    const [at, id] = from
    query.andWhere(`(l.parkedAt, l.id) ${sign} (:at::timestamptz, :id::uuid)`, { at, id })
  }
  return query.orderBy('l.parkedAt', order).addOrderBy('l.id', order).limit(limit)
}

function narrow(query: Query, selection: Selection): Query {
  if ('ids' in selection) return query.where('l.id = any(:ids)', selection)
  const waiting = query.where("l.status = 'waiting'")
  return 'queue' in selection
    ? waiting.andWhere('l.queue = :queue', selection)
    : waiting.andWhere('l.fingerprint = :fingerprint', selection)
}

async function readGroups(
  database: Database,
  queue: string | undefined,
  limit: number,
): Promise<LetterGroup[]> {
  return await database.reader.query(
    `select fingerprint, queue, max(type) as type, max(reason) as reason, max(error) as error,
       count(*)::int as count, min(parked_at) as "firstAt", max(parked_at) as "lastAt"
     from dead_letters where status = 'waiting' and ($1::text is null or queue = $1)
     group by fingerprint, queue order by count(*) desc, max(parked_at) desc, fingerprint, queue limit $2`,
    [queue ?? null, limit],
  )
}
