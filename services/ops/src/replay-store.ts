// Keeps replays in PostgreSQL, so that any replica can carry one on where another stopped.
import type { Database, Transaction } from '@eventflow/runtime/database'
import { DeadLetterRow, ReplayRow } from './entities.js'
import type { Letter } from './letter.js'
import type { Replay } from './replay.js'

/** What became of letters that were put back: the broker has them, or it will never take them. */
export interface Settlement {
  returned: string[]
  refused: Array<{ id: string; error: string }>
}

export type OutgoingLetter = Pick<
  Letter,
  'id' | 'queue' | 'properties' | 'headers' | 'body' | 'editedBody' | 'replays'
>

export interface ReplayStore {
  insert(transaction: Transaction, replay: Replay): Promise<void>
  byId(id: string): Promise<Replay | null>
  /** Takes a replay that nobody works on for a while; whoever holds it renews the lease by settling. */
  claim(worker: string): Promise<Replay | null>
  next(replayId: string, limit: number): Promise<OutgoingLetter[]>
  /** False when the lease was lost: another worker has the replay then, and nothing was marked. */
  settle(replay: { id: string; worker: string }, settlement: Settlement): Promise<boolean>
  finish(replay: { id: string; worker: string }): Promise<void>
  release(worker: string): Promise<void>
  forget(finishedBefore: Date): Promise<void>
}

const outgoingColumns = {
  id: true,
  queue: true,
  properties: true,
  headers: true,
  body: true,
  editedBody: true,
  replays: true,
} as const

/** Longer than a chunk of letters waits for its confirms. */
const leaseSeconds = 30
const lease = `lease_until = now() + interval '${leaseSeconds} seconds'`

export function replayStore(database: Database): ReplayStore {
  const { reader } = database
  const replays = reader.getRepository(ReplayRow)
  const letters = reader.getRepository(DeadLetterRow)
  return {
    insert: async (transaction, replay) => {
      await transaction.insert(ReplayRow, replay)
    },
    byId: async (id) => (await replays.findOneBy({ id })) as Replay | null,
    claim: async (worker) => {
      const [rows] = (await reader.query(
        `update replays set status = 'running', worker = $1, ${lease}
         where id = (select id from replays where status in ('pending', 'running')
                     and (lease_until is null or lease_until < now())
                     order by created_at limit 1 for update skip locked)
         returning id`,
        [worker],
      )) as [Array<{ id: string }>]
      const [claimed] = rows
      return claimed ? ((await replays.findOneBy({ id: claimed.id })) as Replay | null) : null
    },
    next: (replayId, limit) =>
      letters.find({
        where: { replayId, status: 'queued' },
        select: outgoingColumns,
        order: { parkedAt: 'ASC', id: 'ASC' },
        take: limit,
      }),
    settle: (replay, settlement) =>
      database.transaction((transaction) => settleLetters(transaction, replay, settlement)),
    finish: async ({ id, worker }) => {
      await reader.query(
        `update replays set finished_at = now(), lease_until = null,
           status = case when done = 0 and failed > 0 then 'failed' else 'done' end
         where id = $1 and worker = $2`,
        [id, worker],
      )
    },
    release: async (worker) => {
      await reader.query("update replays set lease_until = null where worker = $1 and status = 'running'", [
        worker,
      ])
    },
    forget: async (finishedBefore) => {
      await reader.query('delete from replays where finished_at < $1', [finishedBefore])
    },
  }
}

async function settleLetters(
  transaction: Transaction,
  { id, worker }: { id: string; worker: string },
  { returned, refused }: Settlement,
): Promise<boolean> {
  const [held] = (await transaction.query(
    `update replays set ${lease} where id = $1 and worker = $2 and status = 'running' returning id`,
    [id, worker],
  )) as [unknown[]]
  if (held.length === 0) return false
  const [marked] = (await transaction.query(
    `update dead_letters set status = 'replayed', replays = replays + 1, settled_at = now(), version = version + 1
     where id = any($1) and replay_id = $2 and status = 'queued' returning id`,
    [returned, id],
  )) as [unknown[]]
  await transaction.query('update replays set done = done + $2, failed = failed + $3 where id = $1', [
    id,
    marked.length,
    refused.length,
  ])
  for (const { id: letter, error } of refused)
    await transaction.query(
      "update dead_letters set status = 'waiting', note = $2, version = version + 1 where id = $1",
      [letter, `replay refused: ${error}`.slice(0, 500)],
    )
  return true
}
