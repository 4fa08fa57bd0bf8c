// Asks for the mails that carry a token: the event is all that the token is ever in, and it is sealed there.
import {
  type DomainEvent,
  UserEmailChangeRequested,
  UserEmailVerificationRequested,
  UserPasswordResetRequested,
} from '@eventflow/contracts'
import type { Clock } from '@eventflow/runtime'
import type { Transaction } from '@eventflow/runtime/database'
import type { Account } from './account.js'
import type { Purpose } from './mailed-token.js'
import type { MailedTokenStore } from './mailed-token-store.js'

type Recipient = Pick<Account, 'id' | 'email'>

/** Each answers the event that leads to the mail, or none when this account has been sent enough of them lately. */
export interface TokenMails {
  verification(transaction: Transaction, account: Recipient): Promise<DomainEvent[]>
  reset(
    transaction: Transaction,
    account: Recipient,
    occasion: 'forgotten' | 'registered-again',
  ): Promise<DomainEvent[]>
  /** Goes to the new address, since it is that one which is to be proven. */
  change(transaction: Transaction, account: Recipient, email: string): Promise<DomainEvent[]>
}

export interface TokenMailRules {
  resetLifeMinutes: number
  verifyLifeHours: number
}

interface TokenMailParts {
  mailedTokens: MailedTokenStore
  now: Clock
  rules: TokenMailRules
}

const minuteMs = 60_000

export function createTokenMails({ mailedTokens, now, rules }: TokenMailParts): TokenMails {
  const lifeMs = (purpose: Purpose) =>
    minuteMs * (purpose === 'password-reset' ? rules.resetLifeMinutes : rules.verifyLifeHours * 60)
  const issue = async (
    transaction: Transaction,
    purpose: Purpose,
    { id: userId, email }: Recipient,
  ): Promise<Array<{ userId: string; email: string; token: string; expiresAt: string }>> => {
    const at = now()
    const expiresAt = new Date(at.getTime() + lifeMs(purpose))
    const token = await mailedTokens.issue(transaction, { accountId: userId, purpose, email, expiresAt }, at)
    return token === undefined ? [] : [{ userId, email, token, expiresAt: expiresAt.toISOString() }]
  }
  return {
    verification: async (transaction, account) =>
      (await issue(transaction, 'email-verify', account)).map((mail) => UserEmailVerificationRequested(mail)),
    reset: async (transaction, account, occasion) =>
      (await issue(transaction, 'password-reset', account)).map((mail) =>
        UserPasswordResetRequested({ ...mail, occasion }),
      ),
    change: async (transaction, { id, email: previousEmail }, email) =>
      (await issue(transaction, 'email-change', { id, email })).map((mail) =>
        UserEmailChangeRequested({ ...mail, previousEmail }),
      ),
  }
}
