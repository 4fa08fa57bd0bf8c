// Keeps actions in PostgreSQL.
import { isErased } from '@eventflow/backbone'
import type { Seek } from '@eventflow/http'
import type { Database, Transaction } from '@eventflow/runtime/database'
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm'
import type { Action } from './action.js'
import { ActionRow } from './entities.js'
import { ErasureUnderWay } from './errors.js'

export interface Filters {
  kind?: Action['kind']
  status?: Action['status']
  tag?: string
  dueBefore?: string
  /** Words as people type them into a search box: quotes, `or`, a minus before what is not wanted. */
  query?: string
}

/** A task that is due before long. */
export type Due = Pick<Action, 'id' | 'ownerId' | 'title' | 'version'> & { dueAt: Date }

export interface ActionStore {
  byId(id: string): Promise<Action | null>
  /** Newest first: ids sort by their birth. */
  find(ownerId: string, filters: Filters, seek: Seek): Promise<Action[]>
  /** Throws ErasureUnderWay for somebody whose data are being erased, or are gone. */
  insert(transaction: Transaction, ownerId: string, begun: readonly Action[]): Promise<void>
  /** Locked until the transaction ends, so that changes of one action happen one after the other. */
  lock(transaction: Transaction, id: string): Promise<Action | null>
  save(transaction: Transaction, action: Action): Promise<void>
  remove(transaction: Transaction, id: string): Promise<void>
  /** Everything of one person; answers the ids of what there was. */
  removeAll(transaction: Transaction, ownerId: string): Promise<string[]>
  /** Marks tasks that are due until then as told, the most urgent first; what somebody else has in hand is left to them. */
  claimDue(transaction: Transaction, until: Date, limit: number): Promise<Due[]>
}

export function actionStore(database: Database): ActionStore {
  const actions = database.reader.getRepository(ActionRow)
  return {
    byId: (id) => actions.findOneBy({ id }),
    find: (ownerId, filters, seek) => {
      const search = actions.createQueryBuilder('a').where('a.ownerId = :ownerId', { ownerId })
      // The same as text: the server tells the two apart.
      search.setParameter('owner', ownerId)
      filterBy(search, filters)
      return inOrder(search, 'a.id', { ...seek, backwards: !seek.backwards }).getMany()
    },
    insert: async (transaction, ownerId, begun) => {
      const inserted = transaction.insert(ActionRow, [...begun])
      const [isGone] = await Promise.all([isErased(transaction, ownerId), inserted])
      if (isGone) throw ErasureUnderWay()
    },
    lock: (transaction, id) =>
      transaction.findOne(ActionRow, { where: { id }, lock: { mode: 'pessimistic_write' } }),
    save: async (transaction, { id, ...rest }) => {
      await transaction.update(ActionRow, { id }, rest)
    },
    remove: async (transaction, id) => {
      await transaction.delete(ActionRow, { id })
    },
    removeAll: async (transaction, ownerId) => {
      const removal = transaction.createQueryBuilder().delete().from(ActionRow).where({ ownerId })
      const { raw } = await removal.returning('id').execute()
      return (raw as Array<{ id: string }>).map(({ id }) => id)
    },
    claimDue: async (transaction, until, limit) => {
      const [claimed] = (await transaction.query(claimStatement, [until, limit])) as [Due[], number]
      return claimed
    },
  }
}

const claimStatement = `
  with due as (
    select id from actions where status = 'open' and kind = 'task' and not due_told and due_at <= $1
    order by due_at limit $2 for update skip locked)
  update actions a set due_told = true from due where a.id = due.id
  returning a.id, a.owner_id as "ownerId", a.title, a.version, a.due_at as "dueAt"`

function filterBy(search: SelectQueryBuilder<ActionRow>, filters: Filters): void {
  const { kind, status, tag, dueBefore, query } = filters
  if (kind) search.andWhere('a.kind = :kind', { kind })
  if (status) search.andWhere('a.status = :status', { status })
  if (tag) search.andWhere('a.labels @> array[:tag, :owner]::text[] and :tag = any(a.tags)', { tag })
  if (dueBefore) search.andWhere('a.dueAt < :dueBefore', { dueBefore: new Date(dueBefore) })
  if (query)
    search
      .andWhere(`a.words @@ websearch_to_tsquery('simple', :query)`, { query })
      .andWhere(`a.words @@ quote_literal('owner:' || :owner::text)::tsquery`)
}

/** One page of rows in the order of one column, from the one that was seen last. */
export function inOrder<T extends ObjectLiteral>(
  search: SelectQueryBuilder<T>,
  column: string,
  { from, backwards, limit }: Seek,
): SelectQueryBuilder<T> {
  if (from) search.andWhere(`${column} ${backwards ? '<' : '>'} :from`, { from: from[0] })
  return search.orderBy(column, backwards ? 'DESC' : 'ASC').limit(limit)
}
