// Weekly partitions of the tables that only grow: made ahead of time, and dropped whole when nobody needs them any more.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger, Resource } from '@eventflow/runtime'
import type { Database, Transaction } from '@eventflow/runtime/database'

interface PartitionedTable {
  name: string
  /** Which value of the partition key begins a moment. */
  boundAt(moment: Date): string
  /** When a row that belongs to no week may go. */
  ageColumn: string
}

const hexOf = (moment: Date) => moment.getTime().toString(16).padStart(12, '0')

/** The beginning of a UUIDv7 made at that moment. */
const idBoundAt = (moment: Date) => `${hexOf(moment).slice(0, 8)}-${hexOf(moment).slice(8)}`

const tables: readonly PartitionedTable[] = [
  { name: 'inbox', boundAt: idBoundAt, ageColumn: 'handled_at' },
  { name: 'published', boundAt: (moment) => moment.toISOString(), ageColumn: 'published_at' },
]

const dayMs = 86_400_000
const weekMs = 7 * dayMs
const tendEveryMs = 3_600_000
const tendLock = 7_314_003
const oddRowsAtOnce = 10_000

interface Tending {
  database: Database
  keepDays: number
  logger: Logger
}

/** Looks after the partitions until closed; replicas take turns. The first round is done when this resolves. */
export async function tendPartitions(tending: Tending): Promise<Resource> {
  const stop = new AbortController()
  await tend(tending, new Date())
  const loop = async () => {
    while (!stop.signal.aborted) {
      await sleep(tendEveryMs, undefined, { signal: stop.signal, ref: false }).catch(() => undefined)
      if (stop.signal.aborted) return
      await tend(tending, new Date()).catch((error) =>
        tending.logger.warn('the partitions of inbox and outbox could not be looked after', { error }),
      )
    }
  }
  void loop()
  return { close: async () => stop.abort() }
}

async function tend({ database, keepDays }: Tending, now: Date): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.query('select pg_advisory_xact_lock($1)', [tendLock])
    for (const table of tables) {
      const known = await weeksOf(transaction, table)
      const wanted = weeksToKeep(now, keepDays)
      for (const week of wanted) if (!known.has(week)) await makePartition(transaction, table, week)
      for (const week of known)
        if (week < (wanted[0] ?? week)) await transaction.query(`drop table ${partitionOf(table, week)}`)
      await transaction.query(
        `delete from ${table.name}_other where ctid = any(array(
           select ctid from ${table.name}_other where ${table.ageColumn} < $1 limit ${oddRowsAtOnce}))`,
        [new Date(now.getTime() - keepDays * dayMs)],
      )
    }
  })
}

/** Numbers of weeks since 1970: those that hold what is to be kept, and the next one. */
export function weeksToKeep(now: Date, keepDays: number): number[] {
  const first = Math.floor((now.getTime() - keepDays * dayMs) / weekMs)
  const next = Math.floor(now.getTime() / weekMs) + 1
  return Array.from({ length: next - first + 1 }, (_, index) => first + index)
}

const partitionOf = ({ name }: PartitionedTable, week: number) => `${name}_w${week}`

async function weeksOf(transaction: Transaction, { name }: PartitionedTable): Promise<Set<number>> {
  const rows: Array<{ partition: string }> = await transaction.query(
    'select inhrelid::regclass::text as partition from pg_inherits where inhparent = $1::regclass',
    [name],
  )
  const weeks = rows.flatMap(({ partition }) => /_w(\d+)$/.exec(partition)?.slice(1).map(Number) ?? [])
  return new Set(weeks)
}

/** What came for that week before it had a partition of its own (a service that slept for long) moves into it. */
async function makePartition(transaction: Transaction, table: PartitionedTable, week: number): Promise<void> {
  const { name, boundAt } = table
  const partition = partitionOf(table, week)
  const [from, to] = [boundAt(new Date(week * weekMs)), boundAt(new Date((week + 1) * weekMs))]
  const key = name === 'inbox' ? 'message_id' : 'published_at'
  await transaction.query(`create table ${partition} (like ${name} including defaults including constraints)`)
  await transaction.query(
    `with odd as (delete from ${name}_other where ${key} >= '${from}' and ${key} < '${to}' returning *)
     insert into ${partition} select * from odd`,
  )
  await transaction.query(
    `alter table ${name} attach partition ${partition} for values from ('${from}') to ('${to}')`,
  )
}
