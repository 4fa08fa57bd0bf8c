// POST /v1/auth/password: another password in place of the one that is given; every other session ends.
import type { Backbone } from '@eventflow/backbone'
import { record, UserPasswordChanged } from '@eventflow/contracts'
import { type Audited, noContent, route } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import type { AccountStore } from '../account-store.js'
import type { Credentials } from '../credentials.js'
import { endSessions } from '../end-sessions.js'
import { InvalidCredentials, TooManyAttempts, WeakPassword } from '../errors.js'
import type { MailedTokenStore } from '../mailed-token-store.js'
import { ownAct } from '../own-act.js'
import type { Passwords } from '../password.js'
import type { RefuseWeak } from '../password-rules.js'
import type { Revocations } from '../revocations.js'
import type { SessionStore } from '../session-store.js'
import { passwordField } from '../shapes.js'

interface ChangePasswordParts {
  audited: Audited
  backbone: Backbone
  accounts: AccountStore
  credentials: Credentials
  mailedTokens: MailedTokenStore
  passwords: Passwords
  refuseWeak: RefuseWeak
  revocations: Revocations
  sessions: SessionStore
  now: Clock
}

export const changePassword = (parts: ChangePasswordParts) =>
  route({
    method: 'post',
    path: '/v1/auth/password',
    summary: 'Changes the password and ends the other sessions.',
    tag: 'auth',
    who: 'user',
    freshSignIn: true,
    body: record({ current: passwordField(), next: passwordField() }),
    example: { current: 'a-quiet-harbour-at-dawn', next: 'four-gulls-over-the-pier' },
    answers: { 204: { description: 'Changed; this session goes on.' } },
    refuses: [InvalidCredentials, TooManyAttempts, WeakPassword],
    handle: async ({ body, caller, address, userAgent }) => {
      const { userId, sessionId } = caller
      const { audited, backbone, accounts, credentials, mailedTokens, passwords, revocations } = parts
      const account = await credentials.ofCaller(caller, body.current)
      await parts.refuseWeak(body.next, account, '/next')
      const passwordHash = await passwords.hash(body.next)
      const { ended } = await backbone.transact(async (transaction) => {
        if (!(await accounts.setPasswordHash(account, passwordHash, transaction))) throw InvalidCredentials()
        await mailedTokens.withdraw(transaction, userId, ['password-reset'])
        const from = { address, userAgent }
        const reason = 'password-changed'
        const others = await endSessions(parts, transaction, { userId, reason, from, keep: sessionId })
        const changed = UserPasswordChanged({ userId, email: account.email, how: 'change' })
        const word = audited.word(ownAct('password.changed', userId, address), 'done')
        return { events: [changed, word, ...others.events], ended: others.ended }
      })
      await revocations.revoke(ended)
      return noContent()
    },
  })
