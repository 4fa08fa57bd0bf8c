// POST /v1/auth/email/verify and /confirm: an address is proven by the token that was mailed to it, the first of an account or its next.
import type { Backbone } from '@eventflow/backbone'
import { type DomainEvent, record, text, UserEmailChanged, UserEmailVerified } from '@eventflow/contracts'
import { type Audited, noContent, route } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import type { Transaction } from '@eventflow/runtime/database'
import type { AccountStore } from '../account-store.js'
import { EmailTaken, InvalidToken } from '../errors.js'
import type { MailedToken, Purpose } from '../mailed-token.js'
import type { MailedTokenStore } from '../mailed-token-store.js'
import { ownAct } from '../own-act.js'

interface VerifyEmailParts {
  audited: Audited
  backbone: Backbone
  accounts: AccountStore
  mailedTokens: MailedTokenStore
  now: Clock
}

interface Proving {
  path: string
  summary: string
  purposes: readonly Purpose[]
}

/** Takes the tokens of both kinds of mail: whoever follows a link need not know which one it was. */
export const verifyEmail = (parts: VerifyEmailParts) =>
  provingRoute(parts, {
    path: '/v1/auth/email/verify',
    summary: 'Proves an address with the token from the mail; a new address counts from here on.',
    purposes: ['email-verify', 'email-change'],
  })

export const confirmEmail = (parts: VerifyEmailParts) =>
  provingRoute(parts, {
    path: '/v1/auth/email/confirm',
    summary: 'Confirms a new address with the token from the mail to it; it counts from here on.',
    purposes: ['email-change'],
  })

const provingRoute = (parts: VerifyEmailParts, { path, summary, purposes }: Proving) =>
  route({
    method: 'post',
    path,
    summary,
    tag: 'auth',
    who: 'anyone',
    body: record({ token: text(200) }),
    example: { token: 'the-token-from-the-mail' },
    answers: { 204: { description: 'The address is proven.' } },
    refuses: [InvalidToken, EmailTaken],
    handle: async ({ body: { token }, address }) => {
      const { audited, backbone, mailedTokens, now } = parts
      const presented = { token, purposes }
      // Outside of the transaction, so that a wrong guess stays counted although it is refused.
      if (!(await mailedTokens.look(presented, now()))) throw InvalidToken()
      await backbone.transact(async (transaction) => {
        const redeemed = await mailedTokens.redeem(transaction, presented, now())
        if (!redeemed) throw InvalidToken()
        const action = redeemed.purpose === 'email-change' ? 'email.changed' : 'email.verified'
        const word = audited.word(ownAct(action, redeemed.accountId, address), 'done')
        return { events: [...(await accept(parts, transaction, redeemed)), word] }
      })
      return noContent()
    },
  })

async function accept(
  { accounts, mailedTokens }: VerifyEmailParts,
  transaction: Transaction,
  { accountId: userId, purpose, email }: MailedToken,
): Promise<DomainEvent[]> {
  const account = await accounts.byId(userId, transaction)
  if (!account || account.disabled) throw InvalidToken()
  if (purpose === 'email-change') {
    await accounts.setEmail(transaction, userId, email)
    // What was mailed to the previous address must open nothing any more.
    await mailedTokens.withdraw(transaction, userId, ['password-reset', 'email-verify'])
    return [UserEmailChanged({ userId, email, previousEmail: account.email })]
  }
  if (account.email !== email) throw InvalidToken()
  await accounts.setEmailVerified(transaction, userId)
  return [UserEmailVerified({ userId, email })]
}
