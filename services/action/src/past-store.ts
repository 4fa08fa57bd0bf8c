// Keeps what happened to actions in PostgreSQL: their history, and which times of what repeats are done.
import type { Seek } from '@eventflow/http'
import type { Database, Transaction } from '@eventflow/runtime/database'
import { inOrder } from './action-store.js'
import type { Fact } from './decide.js'
import { ActionRow, CompletionRow, HistoryRow } from './entities.js'
import type { HistoryEntry } from './tell.js'

export type Completion = Omit<CompletionRow, 'actionId'>

/** What is to be remembered of one fact. */
export interface Passed extends Pick<Fact, 'occurrence' | 'undone'> {
  actionId: string
  entry: HistoryEntry
}

export interface PastStore {
  /** Oldest first. */
  history(actionId: string, seek: Seek): Promise<HistoryEntry[]>
  /** The latest time first. */
  completions(actionId: string, seek: Seek): Promise<Completion[]>
  isDone(transaction: Transaction, actionId: string, occurrence: Date): Promise<boolean>
  note(transaction: Transaction, passed: readonly Passed[]): Promise<void>
  /** Of everything that somebody has. */
  ofOwner(ownerId: string): Promise<{ history: HistoryRow[]; completions: CompletionRow[] }>
}

export function pastStore({ reader }: Database): PastStore {
  const ofOwner = <T extends object>(rows: new () => T, ownerId: string, order: string): Promise<T[]> =>
    reader
      .createQueryBuilder(rows, 'r')
      .innerJoin(ActionRow, 'a', 'a.id = r.actionId')
      .where('a.ownerId = :ownerId', { ownerId })
      .orderBy('r.actionId')
      .addOrderBy(order)
      .getMany()
  return {
    history: async (actionId, seek) => {
      const entries = reader.createQueryBuilder(HistoryRow, 'h').where({ actionId })
      return (await inOrder(entries, 'h.version', seek).getMany()).map(withoutAction)
    },
    completions: async (actionId, seek) => {
      const done = reader.createQueryBuilder(CompletionRow, 'c').where({ actionId })
      const latestFirst = { ...seek, backwards: !seek.backwards }
      return (await inOrder(done, 'c.occurrence', latestFirst).getMany()).map(withoutAction)
    },
    isDone: (transaction, actionId, occurrence) =>
      transaction.existsBy(CompletionRow, { actionId, occurrence }),
    note: async (transaction, passed) => {
      const entries = passed.map(({ actionId: action_id, entry }) => ({ action_id, ...entry }))
      await transaction.query(noteStatement, [JSON.stringify(entries)])
      for (const { actionId, entry, occurrence, undone } of passed) {
        if (undone) await transaction.delete(CompletionRow, { actionId, occurrence: undone })
        // A due date that was put back to a time which is done: it is done again, and still once.
        const { at: completedAt, version } = entry
        if (occurrence)
          await transaction.upsert(CompletionRow, { actionId, occurrence, completedAt, version }, [
            'actionId',
            'occurrence',
          ])
      }
    },
    ofOwner: async (ownerId) => ({
      history: await ofOwner(HistoryRow, ownerId, 'r.version'),
      completions: await ofOwner(CompletionRow, ownerId, 'r.occurrence'),
    }),
  }
}

const noteStatement = `
  insert into action_history (action_id, version, type, at, by, changes)
  select action_id, version, type, at, by, changes from jsonb_to_recordset($1)
    as noted (action_id uuid, version integer, type text, at timestamptz, by uuid, changes jsonb)`

const withoutAction = <T extends { actionId: string }>({ actionId: _, ...row }: T) => row
