// Keeps actions and their history in PostgreSQL.
import { isErased } from '@eventflow/backbone'
import type { Seek } from '@eventflow/http'
import type { Database, Transaction } from '@eventflow/runtime/database'
import type { SelectQueryBuilder } from 'typeorm'
import type { Action } from './action.js'
import { ActionRow, HistoryRow } from './entities.js'
import { ErasureUnderWay } from './errors.js'
import type { HistoryEntry } from './tell.js'

export interface Filters {
  kind?: Action['kind']
  status?: Action['status']
  tag?: string
  dueBefore?: string
  /** Words as people type them into a search box: quotes, `or`, a minus before what is not wanted. */
  query?: string
}

export interface ActionStore {
  byId(id: string): Promise<Action | null>
  /** Newest first: ids sort by their birth. */
  find(ownerId: string, filters: Filters, seek: Seek): Promise<Action[]>
  history(id: string, seek: Seek): Promise<HistoryEntry[]>
  /** Of everything that somebody has, oldest first. */
  historyOfAll(ownerId: string): Promise<Array<HistoryEntry & { actionId: string }>>
  /** Throws ErasureUnderWay for somebody whose data are being erased, or are gone. */
  insert(transaction: Transaction, action: Action, entry: HistoryEntry): Promise<void>
  /** Locked until the transaction ends, so that changes of one action happen one after the other. */
  lock(transaction: Transaction, id: string): Promise<Action | null>
  save(transaction: Transaction, action: Action, entry: HistoryEntry): Promise<void>
  remove(transaction: Transaction, id: string): Promise<void>
  /** Everything of one person; answers the ids of what there was. */
  removeAll(transaction: Transaction, ownerId: string): Promise<string[]>
}

export function actionStore(database: Database): ActionStore {
  const actions = database.reader.getRepository(ActionRow)
  return {
    byId: (id) => actions.findOneBy({ id }),
    find: (ownerId, filters, seek) => {
      const search = actions.createQueryBuilder('a').where('a.ownerId = :ownerId', { ownerId })
      filterBy(search, filters)
      return newestFirst(search, 'a.id', seek).getMany()
    },
    history: async (id, seek) => {
      const entries = database.reader.createQueryBuilder(HistoryRow, 'h').where('h.actionId = :id', { id })
      const rows = await inOrder(entries, 'h.version', seek).getMany()
      return rows.map(({ actionId: _, ...entry }) => entry)
    },
    historyOfAll: (ownerId) =>
      database.reader
        .createQueryBuilder(HistoryRow, 'h')
        .innerJoin(ActionRow, 'a', 'a.id = h.actionId')
        .where('a.ownerId = :ownerId', { ownerId })
        .orderBy('h.actionId')
        .addOrderBy('h.version')
        .getMany(),
    insert: async (transaction, action, entry) => {
      if (await isErased(transaction, action.ownerId)) throw ErasureUnderWay()
      await transaction.insert(ActionRow, action)
      await note(transaction, action.id, entry)
    },
    lock: (transaction, id) =>
      transaction.findOne(ActionRow, { where: { id }, lock: { mode: 'pessimistic_write' } }),
    save: async (transaction, { id, ...rest }, entry) => {
      await transaction.update(ActionRow, { id }, rest)
      await note(transaction, id, entry)
    },
    remove: async (transaction, id) => {
      await transaction.delete(ActionRow, { id })
    },
    removeAll: async (transaction, ownerId) => {
      const removal = transaction
        .createQueryBuilder()
        .delete()
        .from(ActionRow)
        .where({ ownerId })
        .returning('id')
      const { raw } = await removal.execute()
      return (raw as Array<{ id: string }>).map(({ id }) => id)
    },
  }
}

async function note(transaction: Transaction, id: string, entry: HistoryEntry): Promise<void> {
  const { version, type, at, by, changes } = entry
  await transaction.query(
    'insert into action_history (action_id, version, type, at, by, changes) values ($1, $2, $3, $4, $5, $6)',
    [id, version, type, at, by, JSON.stringify(changes)],
  )
}

function filterBy(search: SelectQueryBuilder<ActionRow>, filters: Filters): void {
  const { kind, status, tag, dueBefore, query } = filters
  if (kind) search.andWhere('a.kind = :kind', { kind })
  if (status) search.andWhere('a.status = :status', { status })
  if (tag) search.andWhere('a.labels @> array[:tag, :ownerId] and :tag = any(a.tags)', { tag })
  if (dueBefore) search.andWhere('a.dueAt < :dueBefore', { dueBefore: new Date(dueBefore) })
  if (query)
    search
      .andWhere(`a.words @@ websearch_to_tsquery('simple', :query)`, { query })
      .andWhere(`a.words @@ quote_literal('owner:' || :ownerId)::tsquery`)
}

const newestFirst = <T extends object>(search: SelectQueryBuilder<T>, column: string, seek: Seek) =>
  inOrder(search, column, { ...seek, backwards: !seek.backwards })

/** From the item that was seen last, in the order of one column or against it. */
function inOrder<T extends object>(
  search: SelectQueryBuilder<T>,
  column: string,
  { from, backwards, limit }: Seek,
) {
  if (from) search.andWhere(`${column} ${backwards ? '<' : '>'} :from`, { from: from[0] })
  return search.orderBy(column, backwards ? 'DESC' : 'ASC').limit(limit)
}
