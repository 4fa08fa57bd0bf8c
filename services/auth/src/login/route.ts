// POST /v1/auth/login: opens a session for whoever knows the password.
import type { Backbone } from '@eventflow/backbone'
import { emailAddress, optional, record } from '@eventflow/contracts'
import { ok, route } from '@eventflow/http'
import type { AccountStore } from '../account-store.js'
import type { Credentials } from '../credentials.js'
import { InvalidCredentials, InvalidOtp, OtpRequired, TooManyAttempts, TooManyGuesses } from '../errors.js'
import type { Revocations } from '../revocations.js'
import type { SecondFactor } from '../second-factor.js'
import { otpField, passwordField, tokensShape } from '../shapes.js'
import { openSession, type SignInParts } from '../sign-in.js'

interface LoginParts extends SignInParts {
  backbone: Backbone
  accounts: AccountStore
  credentials: Credentials
  revocations: Revocations
  secondFactor: SecondFactor
}

export const login = ({
  backbone,
  accounts,
  credentials,
  revocations,
  secondFactor,
  ...signIn
}: LoginParts) =>
  route({
    method: 'post',
    path: '/v1/auth/login',
    summary: 'Signs in.',
    tag: 'auth',
    who: 'anyone',
    body: record({ email: emailAddress(), password: passwordField(), otp: optional(otpField()) }),
    example: { email: 'ada@example.test', password: 'a-quiet-harbour-at-dawn' },
    answers: { 200: { description: 'Tokens.', body: tokensShape } },
    refuses: [InvalidCredentials, OtpRequired, InvalidOtp, TooManyAttempts, TooManyGuesses],
    handle: async ({ body, caller, address, userAgent }) => {
      const account = await credentials.ofEmail(body.email, body.password, { address, userAgent, caller })
      // Only after the right password: who does not know it learns nothing of a second factor.
      const hasShown = await secondFactor.prove({ accountId: account.id, otp: body.otp, from: { address } })
      const { tokens, ended } = await backbone.transact(async (transaction) => {
        // A password that was changed while it was checked opens no session any more.
        if (!(await accounts.isUnchanged(transaction, account))) throw InvalidCredentials()
        return openSession(signIn, transaction, {
          ...{ account, from: { address, userAgent }, secondFactor: hasShown },
        })
      })
      await revocations.revoke(ended)
      return ok(tokens, { headers: { 'cache-control': 'no-store' } })
    },
  })
