// Sessions and their refresh tokens in PostgreSQL.
import type { Database, Transaction } from '@eventflow/runtime/database'
import { IsNull, MoreThan, Not } from 'typeorm'
import { RefreshTokenRow, SessionRow } from './entities.js'
import type { RefreshToken } from './refresh-token.js'

export type Session = SessionRow

export type EndedSession = Pick<Session, 'id' | 'accountId' | 'ip' | 'userAgent'>

export interface SessionStore {
  insert(transaction: Transaction, session: Session, token: RefreshToken): Promise<void>
  /** The token with its session, both locked: refreshes of one session happen one after the other. */
  lockByToken(
    transaction: Transaction,
    hash: string,
  ): Promise<{ token: RefreshToken; session: Session } | undefined>
  /** The same without a lock, to look at. */
  byToken(hash: string): Promise<{ token: RefreshToken; session: Session } | undefined>
  rotate(transaction: Transaction, used: RefreshToken, successor: RefreshToken): Promise<void>
  /** False when it had ended before. */
  end(transaction: Transaction, sessionId: string, at: Date): Promise<boolean>
  /** Ends the open sessions of an account, but for one that may be kept; answers those that it ended. */
  endAll(
    transaction: Transaction,
    ending: { accountId: string; at: Date; keep?: string | undefined },
  ): Promise<Session[]>
  /** Ends the open sessions of an account that are too many, those first that were used longest ago; answers their ids. */
  endSurplus(transaction: Transaction, accountId: string, at: Date): Promise<string[]>
  /** Ends a batch of those whose time is over, or that nobody used since then. */
  endOver(
    transaction: Transaction,
    over: { at: Date; unusedSince: Date; atMost: number },
  ): Promise<EndedSession[]>
  byId(id: string): Promise<Session | null>
  /** Whether somebody signed in to the account from this address with this program before. */
  hasBeenAt(accountId: string, from: { address: string; userAgent: string }): Promise<boolean>
  /** The open ones of an account, the one used last first. */
  open(accountId: string): Promise<Session[]>
  endedSince(since: Date): Promise<string[]>
}

/** More than anybody has devices. */
export const openSessionsAtMost = 100

const endSurplusStatement = `
  update sessions set ended_at = $2 where ended_at is null and id = any(array(
    select id from sessions where account_id = $1 and ended_at is null
    order by last_used_at desc, id desc offset ${openSessionsAtMost}))
  returning id`

/** Passes over what is in use at this moment. */
const endOverStatement = `
  update sessions set ended_at = $1 where id = any(array(
    select id from sessions where ended_at is null and (expires_at <= $1 or last_used_at <= $2)
    limit $3 for update skip locked))
  returning id, account_id as "accountId", ip, user_agent as "userAgent"`

export function sessionStore(database: Database): SessionStore {
  const sessions = database.reader.getRepository(SessionRow)
  return {
    insert: async (transaction, session, token) => {
      await transaction.insert(SessionRow, session)
      await transaction.insert(RefreshTokenRow, token)
    },
    lockByToken: async (transaction, hash) => {
      const found = await transaction.findOneBy(RefreshTokenRow, { hash })
      if (!found) return undefined
      const lock = { mode: 'pessimistic_write' } as const
      const session = await transaction.findOne(SessionRow, { where: { id: found.sessionId }, lock })
      const token = await transaction.findOneBy(RefreshTokenRow, { hash })
      return session && token ? { token, session } : undefined
    },
    byToken: async (hash) => {
      const token = await database.reader.findOneBy(RefreshTokenRow, { hash })
      const session = token && (await sessions.findOneBy({ id: token.sessionId }))
      return token && session ? { token, session } : undefined
    },
    rotate: async (transaction, used, successor) => {
      await transaction.insert(RefreshTokenRow, successor)
      await transaction.update(RefreshTokenRow, { hash: used.hash }, { usedAt: used.usedAt })
      await transaction.update(SessionRow, { id: used.sessionId }, { lastUsedAt: used.usedAt ?? new Date() })
    },
    end: async (transaction, id, at) => {
      const { affected } = await transaction.update(SessionRow, { id, endedAt: IsNull() }, { endedAt: at })
      return affected === 1
    },
    endAll: async (transaction, { accountId, at, keep }) => {
      const where = { accountId, endedAt: IsNull(), ...(keep && { id: Not(keep) }) }
      const open = await transaction.find(SessionRow, { where, lock: { mode: 'pessimistic_write' } })
      await transaction.update(SessionRow, where, { endedAt: at })
      return open
    },
    endSurplus: async (transaction, accountId, at) => {
      const [rows] = (await transaction.query(endSurplusStatement, [accountId, at])) as [
        Array<{ id: string }>,
      ]
      return rows.map(({ id }) => id)
    },
    endOver: async (transaction, { at, unusedSince, atMost }) => {
      const [rows] = (await transaction.query(endOverStatement, [at, unusedSince, atMost])) as [
        EndedSession[],
      ]
      return rows
    },
    byId: (id) => sessions.findOneBy({ id }),
    hasBeenAt: (accountId, { address: ip, userAgent }) => sessions.existsBy({ accountId, ip, userAgent }),
    open: (accountId) =>
      sessions.find({
        where: { accountId, endedAt: IsNull(), expiresAt: MoreThan(new Date()) },
        order: { lastUsedAt: 'desc' },
        take: openSessionsAtMost,
      }),
    endedSince: async (since) => {
      const ended = await sessions.find({ select: { id: true }, where: { endedAt: MoreThan(since) } })
      return ended.map(({ id }) => id)
    },
  }
}
