// Keeps mailed tokens in PostgreSQL, with a budget for each account and purpose that a new token does not refill.
import type { Database, Transaction } from '@eventflow/runtime/database'
import { MailedTokenRow } from './entities.js'
import {
  judgeMailedToken,
  type MailedToken,
  newMailedToken,
  type Purpose,
  selectorOf,
} from './mailed-token.js'

interface Wanted {
  accountId: string
  purpose: Purpose
  email: string
  expiresAt: Date
}

interface Presented {
  token: string
  purposes: readonly Purpose[]
}

export interface MailedTokenStore {
  /** The token in place of the one before, or nothing when too many were sent or guessed at lately. */
  issue(transaction: Transaction, wanted: Wanted, now: Date): Promise<string | undefined>
  /** What a token stands for, without using it up; a wrong guess is counted. */
  look(presented: Presented, now: Date): Promise<MailedToken | undefined>
  /** Uses a token up. Of two that do it at once one gets nothing. */
  redeem(transaction: Transaction, presented: Presented, now: Date): Promise<MailedToken | undefined>
  /** Takes back what was sent to an address that does not count any more. */
  withdraw(transaction: Transaction, accountId: string, purposes: readonly Purpose[]): Promise<void>
}

/** Mails and wrong guesses for one account and purpose within the time in which they are counted. */
const mailsAtMost = 5
const guessesAtMost = 6
const countedForMs = 3_600_000

const issueStatement = `
  insert into mailed_tokens as known
    (account_id, purpose, selector, hash, email, expires_at, counted_since, sent, wrong)
  values ($1, $2, $3, $4, $5, $6, $7, 1, 0)
  on conflict (account_id, purpose) do update set
    selector = excluded.selector, hash = excluded.hash, email = excluded.email, expires_at = excluded.expires_at,
    counted_since = case when known.counted_since <= $8 then excluded.counted_since else known.counted_since end,
    sent = case when known.counted_since <= $8 then 1 else known.sent + 1 end,
    wrong = case when known.counted_since <= $8 then 0 else known.wrong end
  where known.counted_since <= $8 or (known.sent < ${mailsAtMost} and known.wrong < ${guessesAtMost})
  returning account_id`

/** The guess that is one too many takes the token with it. */
const wrongStatement = `
  update mailed_tokens
  set wrong = wrong + 1, selector = case when wrong + 1 >= ${guessesAtMost} then null else selector end
  where selector = $1`

export function mailedTokenStore(database: Database): MailedTokenStore {
  const { reader } = database
  return {
    issue: async (transaction, { accountId, purpose, email, expiresAt }, now) => {
      const { token, selector, hash } = newMailedToken()
      const countedAfter = new Date(now.getTime() - countedForMs)
      const values = [accountId, purpose, selector, hash, email, expiresAt, now, countedAfter]
      const issued = (await transaction.query(issueStatement, values)) as unknown[]
      return issued.length > 0 ? token : undefined
    },
    look: async (presented, now) => {
      const selector = selectorOf(presented.token)
      const row = (await reader.findOneBy(MailedTokenRow, { selector })) as MailedToken | null
      const verdict = row ? judgeMailedToken(row, presented, now) : 'over'
      if (verdict === 'wrong') await reader.query(wrongStatement, [selector])
      return row && verdict === 'good' ? row : undefined
    },
    redeem: async (transaction, presented, now) => {
      const row = (await transaction.findOne(MailedTokenRow, {
        where: { selector: selectorOf(presented.token) },
        lock: { mode: 'pessimistic_write' },
      })) as MailedToken | null
      if (!row || judgeMailedToken(row, presented, now) !== 'good') return undefined
      await transaction.update(MailedTokenRow, keyOf(row), { selector: null })
      return row
    },
    withdraw: async (transaction, accountId, purposes) => {
      for (const purpose of purposes)
        await transaction.update(MailedTokenRow, { accountId, purpose }, { selector: null })
    },
  }
}

const keyOf = ({ accountId, purpose }: MailedToken) => ({ accountId, purpose })
