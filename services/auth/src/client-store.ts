// OAuth clients and their live tokens in PostgreSQL.
import type { Seek } from '@eventflow/http'
import type { Database, Transaction } from '@eventflow/runtime/database'
import { IsNull, LessThan, MoreThan } from 'typeorm'
import type { Client } from './client.js'
import { ClientRow, ClientTokenRow } from './entities.js'

export type ClientToken = ClientTokenRow

export interface ClientStore {
  insert(transaction: Transaction, client: Client): Promise<void>
  byId(id: string): Promise<Client | null>
  /** Locked until the transaction ends. */
  lock(transaction: Transaction, id: string): Promise<Client | null>
  replaceSecret(transaction: Transaction, client: Client): Promise<void>
  remove(transaction: Transaction, id: string): Promise<void>
  /** In the order of their ids, which is the order of their creation. */
  list(seek: Seek): Promise<Client[]>
  /** Writes down that a token was given out, and waits for a removal under way; false when the client is gone. */
  addToken(transaction: Transaction, token: ClientToken, at: Date): Promise<boolean>
  tokenById(id: string): Promise<ClientToken | null>
  /** False when it had ended before. */
  endToken(transaction: Transaction, id: string, at: Date): Promise<boolean>
  /** Ends all that a client has; answers those that it ended. */
  endTokens(transaction: Transaction, clientId: string, at: Date): Promise<string[]>
  endedSince(since: Date): Promise<string[]>
}

/** Longer than any clock differs: what has ended must be found for as long as a token may still be shown. */
const keptAfterMs = 600_000
const sweptAtOnce = 10

export function clientStore(database: Database): ClientStore {
  const clients = database.reader.getRepository(ClientRow)
  const tokens = database.reader.getRepository(ClientTokenRow)
  return {
    insert: async (transaction, client) => void (await transaction.insert(ClientRow, client)),
    byId: (id) => clients.findOneBy({ id }),
    lock: (transaction, id) =>
      transaction.findOne(ClientRow, { where: { id }, lock: { mode: 'pessimistic_write' } }),
    replaceSecret: async (transaction, { id, secretHash, previousSecretHash, previousSecretUntil }) => {
      await transaction.update(ClientRow, { id }, { secretHash, previousSecretHash, previousSecretUntil })
    },
    remove: async (transaction, id) => void (await transaction.delete(ClientRow, { id })),
    list: ({ from, backwards, limit }) => {
      const [id] = (from ?? []) as [string?]
      const beyond = backwards ? LessThan : MoreThan
      return clients.find({
        ...(id === undefined ? {} : { where: { id: beyond(id) } }),
        order: { id: backwards ? 'desc' : 'asc' },
        take: limit,
      })
    },
    addToken: async (transaction, token, at) => {
      const lock = { mode: 'pessimistic_read' } as const
      if (!(await transaction.findOne(ClientRow, { where: { id: token.clientId }, lock }))) return false
      await transaction.insert(ClientTokenRow, token)
      // A few whose time is long over leave with each that comes.
      await transaction.query(
        `delete from client_tokens where id in (
           select id from client_tokens where expires_at < $1 order by expires_at limit $2 for update skip locked)`,
        [new Date(at.getTime() - keptAfterMs), sweptAtOnce],
      )
      return true
    },
    tokenById: (id) => tokens.findOneBy({ id }),
    endToken: async (transaction, id, at) => {
      const { affected } = await transaction.update(
        ClientTokenRow,
        { id, endedAt: IsNull() },
        { endedAt: at },
      )
      return affected === 1
    },
    endTokens: async (transaction, clientId, at) => {
      const open = await transaction.find(ClientTokenRow, {
        where: { clientId, endedAt: IsNull(), expiresAt: MoreThan(at) },
        lock: { mode: 'pessimistic_write' },
      })
      await transaction.update(ClientTokenRow, { clientId, endedAt: IsNull() }, { endedAt: at })
      return open.map(({ id }) => id)
    },
    endedSince: async (since) => {
      const ended = await tokens.find({ select: { id: true }, where: { endedAt: MoreThan(since) } })
      return ended.map(({ id }) => id)
    },
  }
}
