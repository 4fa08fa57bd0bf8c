// POST /v1/auth/login: opens a session for whoever knows the password.
import type { Backbone } from '@eventflow/backbone'
import { emailAddress, record } from '@eventflow/contracts'
import { ok, route } from '@eventflow/http'
import type { AccountStore } from '../account-store.js'
import type { Credentials } from '../credentials.js'
import { InvalidCredentials, TooManyAttempts } from '../errors.js'
import type { Revocations } from '../revocations.js'
import { passwordField, tokensShape } from '../shapes.js'
import { openSession, type SignInParts } from '../sign-in.js'

interface LoginParts extends SignInParts {
  backbone: Backbone
  accounts: AccountStore
  credentials: Credentials
  revocations: Revocations
}

export const login = ({ backbone, accounts, credentials, revocations, ...signIn }: LoginParts) =>
  route({
    method: 'post',
    path: '/v1/auth/login',
    summary: 'Signs in.',
    tag: 'auth',
    who: 'anyone',
    body: record({ email: emailAddress(), password: passwordField() }),
    example: { email: 'ada@example.test', password: 'a-quiet-harbour-at-dawn' },
    answers: { 200: { description: 'Tokens.', body: tokensShape } },
    refuses: [InvalidCredentials, TooManyAttempts],
    handle: async ({ body, address, userAgent }) => {
      const account = await credentials.ofEmail(body.email, body.password, { address, userAgent })
      const { tokens, ended } = await backbone.transact(async (transaction) => {
        // A password that was changed while it was checked opens no session any more.
        if (!(await accounts.isUnchanged(transaction, account))) throw InvalidCredentials()
        return openSession(signIn, transaction, { account, from: { address, userAgent } })
      })
      await revocations.revoke(ended)
      return ok(tokens, { headers: { 'cache-control': 'no-store' } })
    },
  })
