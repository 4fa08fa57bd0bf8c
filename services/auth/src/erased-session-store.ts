// What is left of the sessions of an erased account: their ids, so that access tokens that still live stay refused.
import type { Database, Transaction } from '@eventflow/runtime/database'
import { SessionRow } from './entities.js'
import type { Session } from './session-store.js'

export interface ErasedSessionStore {
  /** The newest sessions of an account, ended ones included. */
  ofAccount(accountId: string, limit: number): Promise<Session[]>
  /** Takes all sessions of an account away; answers how many there were. */
  erase(transaction: Transaction, accountId: string, at: Date): Promise<number>
  endedSince(since: Date): Promise<string[]>
}

/** Longer than any access token lives. */
const keptForMs = 86_400_000

const eraseStatement = `
  with erased as (delete from sessions where account_id = $1 returning id)
  insert into erased_sessions (id, ended_at) select id, $2 from erased returning id`

export function erasedSessionStore({ reader }: Database): ErasedSessionStore {
  return {
    ofAccount: (accountId, take) =>
      reader.find(SessionRow, { where: { accountId }, order: { createdAt: 'desc' }, take }),
    erase: async (transaction, accountId, at) => {
      const outdated = new Date(at.getTime() - keptForMs)
      await transaction.query('delete from erased_sessions where ended_at < $1', [outdated])
      const erased = (await transaction.query(eraseStatement, [accountId, at])) as unknown[]
      return erased.length
    },
    endedSince: async (since) => {
      const ended: Array<{ id: string }> = await reader.query(
        'select id from erased_sessions where ended_at > $1',
        [since],
      )
      return ended.map(({ id }) => id)
    },
  }
}
