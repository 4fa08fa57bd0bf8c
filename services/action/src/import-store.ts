// Keeps which items somebody brought along from elsewhere, by what they are called there.
import type { Transaction } from '@eventflow/runtime/database'
import { ImportedRow } from './entities.js'

export interface ImportStore {
  /**
   * Claims client ids for actions, and answers which action each of them stands for, now or since an earlier import. Of two
   * imports at the same time the second waits for the first. It stays claimed when its action is deleted: what is sent once more
   * does not come back.
   */
  claim(
    transaction: Transaction,
    ownerId: string,
    wanted: ReadonlyMap<string, string>,
  ): Promise<Map<string, string>>
  removeAll(transaction: Transaction, ownerId: string): Promise<void>
}

/** In the order of the ids, so that two imports wait for each other in one direction only. */
const claimStatement = `
  insert into imported_actions (owner_id, client_id, action_id)
  select $1, client_id, action_id from unnest($2::text[], $3::uuid[]) as wanted (client_id, action_id)
  order by client_id
  on conflict do nothing`

export const importStore = (): ImportStore => ({
  claim: async (transaction, ownerId, wanted) => {
    if (wanted.size === 0) return new Map()
    const clientIds = [...wanted.keys()]
    await transaction.query(claimStatement, [ownerId, clientIds, [...wanted.values()]])
    const rows = (await transaction.query(
      'select client_id, action_id from imported_actions where owner_id = $1 and client_id = any($2)',
      [ownerId, clientIds],
    )) as Array<{ client_id: string; action_id: string }>
    return new Map(rows.map(({ client_id, action_id }) => [client_id, action_id]))
  },
  removeAll: async (transaction, ownerId) => {
    await transaction.delete(ImportedRow, { ownerId })
  },
})
