// POST /v1/auth/reauthenticate: the password again, for acts that want it to be recent; a new session takes the place of this one.
import type { Backbone } from '@eventflow/backbone'
import { optional, record, SessionEnded } from '@eventflow/contracts'
import { ok, route, Unauthenticated } from '@eventflow/http'
import type { AccountStore } from '../account-store.js'
import type { Credentials } from '../credentials.js'
import { InvalidCredentials, InvalidOtp, OtpRequired, TooManyAttempts, TooManyGuesses } from '../errors.js'
import type { Revocations } from '../revocations.js'
import type { SecondFactor } from '../second-factor.js'
import { otpField, passwordField, tokensShape } from '../shapes.js'
import { openSession, type SignInParts } from '../sign-in.js'

interface ReauthenticateParts extends SignInParts {
  backbone: Backbone
  accounts: AccountStore
  credentials: Credentials
  secondFactor: SecondFactor
  revocations: Revocations
}

export const reauthenticate = ({
  backbone,
  accounts,
  credentials,
  secondFactor,
  revocations,
  ...signIn
}: ReauthenticateParts) =>
  route({
    method: 'post',
    path: '/v1/auth/reauthenticate',
    summary: 'Gives the password again: a new session takes the place of this one.',
    tag: 'auth',
    who: 'user',
    body: record({ password: passwordField(), otp: optional(otpField()) }),
    example: { password: 'a-quiet-harbour-at-dawn' },
    answers: { 200: { description: 'Tokens of the new session.', body: tokensShape } },
    refuses: [InvalidCredentials, OtpRequired, InvalidOtp, TooManyAttempts, TooManyGuesses],
    handle: async ({ body, caller, address, userAgent }) => {
      const { userId, sessionId } = caller
      const account = await credentials.ofCaller(caller, body.password)
      const hasShown = await secondFactor.prove({ accountId: userId, otp: body.otp, from: { address } })
      const { tokens, ended } = await backbone.transact(async (transaction) => {
        if (!(await accounts.isUnchanged(transaction, account))) throw InvalidCredentials()
        // A session that has ended gives no way to a new one, however long its access token lasts.
        if (!(await signIn.sessions.end(transaction, sessionId, signIn.now()))) throw Unauthenticated()
        const session = await openSession(signIn, transaction, {
          ...{ account, from: { address, userAgent }, secondFactor: hasShown },
        })
        const device = { ip: address, userAgent }
        const previous = SessionEnded({ userId, sessionId, reason: 'reauthenticated', ...device })
        return { ...session, events: [previous, ...session.events] }
      })
      await revocations.revoke([sessionId, ...ended])
      return ok(tokens, { headers: { 'cache-control': 'no-store' } })
    },
  })
