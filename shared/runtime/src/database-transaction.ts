// A transaction with as few round trips as it can have: its beginning and its end travel together with the statements beside them.
import type { Writable } from 'node:stream'
import type { PoolClient } from 'pg'
import { type DataSource, type EntityManager, QueryFailedError, type QueryRunner } from 'typeorm'

/** A statement that is parsed once for each connection, by its name. */
export interface Statement {
  name: string
  text: string
}

interface Open {
  client: PoolClient
  /** The first statement that failed: what follows it in the transaction cannot succeed. */
  failure?: unknown
}

const open = new WeakMap<EntityManager, Open>()

/**
 * Commits when the work resolves, rolls back when it throws. The work may leave its last statements running: the commit is
 * sent behind them, and if one of them fails the server rolls back instead, which is thrown here as that failure.
 */
export async function inTransaction<T>(
  source: DataSource,
  work: (transaction: EntityManager) => Promise<T>,
): Promise<T> {
  const runner = source.createQueryRunner()
  try {
    const client = (await runner.connect()) as PoolClient
    const state: Open = { client }
    open.set(runner.manager, state)
    const begun = begin(runner, client)
    try {
      const result = await work(runner.manager)
      await begun
      holdBack(client)
      const { command } = await client.query('commit').catch((error: Error) => {
        throw failureOf(error, 'commit')
      })
      if (command !== 'COMMIT') throw state.failure ?? new Error('the transaction was rolled back')
      return result
    } catch (error) {
      await client.query('rollback').catch(() => undefined)
      throw error
    }
  } finally {
    open.delete(runner.manager)
    await runner.release()
  }
}

/** Not waited for: the first statement of the work goes out with it, and fails if it fails. */
function begin(runner: QueryRunner, client: PoolClient): Promise<unknown> {
  // What TypeORM itself would note, so that a transaction which it is asked for inside of this one becomes a savepoint.
  Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 })
  holdBack(client)
  const begun = client.query('begin')
  begun.catch(() => undefined)
  return begun
}

/** As TypeORM tells it, so that whoever tells an answer of the server from a server that is away need know one kind only. */
const failureOf = (error: Error, text: string, values: unknown[] = []): Error =>
  new QueryFailedError(text, values, error)

const held = new WeakSet<Writable>()

/** What is sent until the next turn of the event loop leaves in one packet: a packet costs more than what is in it. */
function holdBack(client: PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection
  if (held.has(stream)) return
  held.add(stream)
  stream.cork()
  setImmediate(() => {
    held.delete(stream)
    stream.uncork()
  })
}

/** Sent at once, in the order of the calls; may be left running as the last of its transaction. */
export function runStatement<T>(
  transaction: EntityManager,
  { name, text }: Statement,
  values: unknown[],
): Promise<T[]> {
  const state = open.get(transaction)
  if (!state) return Promise.reject(new Error(`${name} was sent outside of a transaction`))
  holdBack(state.client)
  const answer = state.client.query({ name, text, values }).then(
    ({ rows }) => rows as T[],
    (error: Error) => {
      const failure = failureOf(error, text, values)
      state.failure ??= failure
      throw failure
    },
  )
  answer.catch(() => undefined)
  return answer
}
