// POST /v1/auth/password/reset: a new password for whoever has the token from the mail; all sessions end, and none begins.
import type { Backbone } from '@eventflow/backbone'
import { record, text, UserEmailVerified, UserPasswordChanged } from '@eventflow/contracts'
import { type Audited, noContent, route } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import type { AccountStore } from '../account-store.js'
import { endSessions } from '../end-sessions.js'
import { InvalidToken, WeakPassword } from '../errors.js'
import type { MailedTokenStore } from '../mailed-token-store.js'
import { ownAct } from '../own-act.js'
import type { Passwords } from '../password.js'
import type { RefuseWeak } from '../password-rules.js'
import type { Revocations } from '../revocations.js'
import type { SessionStore } from '../session-store.js'
import { passwordField } from '../shapes.js'
import type { Throttle } from '../throttle.js'

interface ResetPasswordParts {
  audited: Audited
  backbone: Backbone
  accounts: AccountStore
  mailedTokens: MailedTokenStore
  passwords: Passwords
  refuseWeak: RefuseWeak
  revocations: Revocations
  sessions: SessionStore
  throttle: Throttle
  now: Clock
}

const purposes = ['password-reset'] as const

export const resetPassword = (parts: ResetPasswordParts) =>
  route({
    method: 'post',
    path: '/v1/auth/password/reset',
    summary: 'Sets a new password with the token from the mail and ends all sessions.',
    tag: 'auth',
    who: 'anyone',
    body: record({ token: text(200), password: passwordField() }),
    example: { token: 'the-token-from-the-mail', password: 'four-gulls-over-the-pier' },
    answers: { 204: { description: 'The password is another one; sign in with it.' } },
    refuses: [InvalidToken, WeakPassword],
    handle: async ({ body: { token, password }, address, userAgent }) => {
      const { audited, backbone, accounts, mailedTokens, passwords, revocations, throttle, now } = parts
      const presented = { token, purposes }
      // Looked at first, so that a password which is refused does not use the token up, and hashing is done for owners alone.
      const found = await mailedTokens.look(presented, now())
      const account = found && (await accounts.byId(found.accountId))
      if (!account || account.disabled) throw InvalidToken()
      await parts.refuseWeak(password, account)
      const passwordHash = await passwords.hash(password)
      const { ended } = await backbone.transact(async (transaction) => {
        const redeemed = await mailedTokens.redeem(transaction, presented, now())
        if (!redeemed || !(await accounts.setPasswordHash(account, passwordHash, transaction)))
          throw InvalidToken()
        const { id: userId, email } = account
        // Whoever has the token reads the mailbox, which is all that proving an address asks for.
        if (!account.emailVerified) await accounts.setEmailVerified(transaction, userId)
        const proven = account.emailVerified ? [] : [UserEmailVerified({ userId, email })]
        const from = { address, userAgent }
        const all = await endSessions(parts, transaction, { userId, reason: 'password-changed', from })
        const changed = UserPasswordChanged({ userId, email, how: 'reset' })
        const word = audited.word(ownAct('password.reset', userId, address), 'done')
        return { events: [changed, word, ...proven, ...all.events], ended: all.ended }
      })
      await revocations.revoke(ended)
      // Whoever guessed at the old password has nothing to do with the new one.
      await throttle.forget(account.email)
      return noContent()
    },
  })
