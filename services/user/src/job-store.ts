// Keeps jobs in PostgreSQL, of each kind one open at a time for each user.
import type { Database, Transaction } from '@eventflow/runtime/database'
import { JobRow } from './entities.js'
import type { Job } from './job.js'

type Kind = Job['kind']

export interface OverdueJob {
  id: string
  kind: Kind
  /** Those that have not answered. */
  waitsFor: string[]
}

export interface JobStore {
  /** The job, or the one that is there already: an erasure, or an export that is open. */
  begin(transaction: Transaction, job: Job): Promise<Job>
  byId(kind: Kind, id: string): Promise<Job | null>
  /** Locked until the transaction ends. */
  lock(transaction: Transaction, kind: Kind, id: string): Promise<Job | null>
  save(transaction: Transaction, job: Job): Promise<void>
  exportsSince(transaction: Transaction, userId: string, since: Date): Promise<number>
  removeExports(transaction: Transaction, userId: string): Promise<number>
  /** Open since before this moment, the oldest first. */
  overdue(kind: Kind, since: Date, limit: number): Promise<OverdueJob[]>
  countOpen(): Promise<Array<{ kind: Kind; count: number }>>
  exportsBegunBefore(moment: Date, limit: number): Promise<Array<Pick<Job, 'id' | 'userId'>>>
  fail(id: string): Promise<void>
  remove(id: string): Promise<void>
}

const open = "status in ('pending', 'running')"

export function jobStore(database: Database): JobStore {
  const { reader } = database
  return {
    begin: async (transaction, job) => {
      const { userId, kind } = job
      await transaction.createQueryBuilder().insert().into(JobRow).values(job).orIgnore().execute()
      return transaction
        .createQueryBuilder(JobRow, 'j')
        .where('j.userId = :userId and j.kind = :kind', { userId, kind })
        .andWhere(kind === 'erasure' ? 'true' : open)
        .getOneOrFail()
    },
    byId: (kind, id) => reader.findOneBy(JobRow, { kind, id }),
    lock: (transaction, kind, id) =>
      transaction.findOne(JobRow, { where: { kind, id }, lock: { mode: 'pessimistic_write' } }),
    save: async (transaction, { id, status, parts, finishedAt }) => {
      await transaction.update(JobRow, { id }, { status, parts, finishedAt })
    },
    exportsSince: async (transaction, userId, since) => {
      const [row] = (await transaction.query(
        "select count(*)::int as count from jobs where user_id = $1 and kind = 'export' and created_at > $2",
        [userId, since],
      )) as [{ count: number }]
      return row.count
    },
    removeExports: async (transaction, userId) => {
      const { affected } = await transaction.delete(JobRow, { userId, kind: 'export' })
      return affected ?? 0
    },
    overdue: async (kind, since, limit) => {
      const jobs = await reader
        .createQueryBuilder(JobRow, 'j')
        .where(`j.kind = :kind and j.createdAt < :since and ${open}`, { kind, since })
        .orderBy('j.createdAt')
        .limit(limit)
        .getMany()
      return jobs.map(({ id, parts }) => ({ id, kind, waitsFor: waitsFor(parts) }))
    },
    countOpen: () =>
      reader.query(`select kind, count(*)::int as count from jobs where ${open} group by kind`),
    exportsBegunBefore: (moment, limit) =>
      reader.query(
        `select id, user_id as "userId" from jobs where kind = 'export' and created_at < $1 order by created_at limit $2`,
        [moment, limit],
      ),
    fail: async (id) => {
      await reader.query(`update jobs set status = 'failed', finished_at = now() where id = $1 and ${open}`, [
        id,
      ])
    },
    remove: async (id) => {
      await reader.delete(JobRow, { id })
    },
  }
}

const waitsFor = (parts: Job['parts']): string[] =>
  parts.filter(({ status }) => status === 'pending').map(({ service }) => service)
