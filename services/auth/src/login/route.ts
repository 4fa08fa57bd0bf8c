// POST /v1/auth/login: opens a session for whoever knows the password.
import type { Backbone } from '@eventflow/backbone'
import { emailAddress, record } from '@eventflow/contracts'
import { ok, route } from '@eventflow/http'
import { normalEmail } from '../account.js'
import type { AccountStore } from '../account-store.js'
import { InvalidCredentials } from '../errors.js'
import type { Passwords } from '../password.js'
import { passwordField, tokensShape } from '../shapes.js'
import { openSession, type SignInParts } from '../sign-in.js'

interface LoginParts extends SignInParts {
  backbone: Backbone
  accounts: AccountStore
  passwords: Passwords
}

export const login = ({ backbone, accounts, passwords, ...signIn }: LoginParts) =>
  route({
    method: 'post',
    path: '/v1/auth/login',
    summary: 'Signs in.',
    tag: 'auth',
    who: 'anyone',
    body: record({ email: emailAddress(), password: passwordField() }),
    example: { email: 'ada@example.test', password: 'a-quiet-harbour-at-dawn' },
    answers: { 200: { description: 'Tokens.', body: tokensShape } },
    refuses: [InvalidCredentials],
    handle: async ({ body, address, userAgent }) => {
      const account = await accounts.byEmail(normalEmail(body.email))
      // Equal work and an equal answer for an unknown address, a wrong password and a closed account.
      const matches = account
        ? await passwords.matches(body.password, account.passwordHash)
        : await passwords.matchNothing(body.password)
      if (!account || !matches || account.disabled) throw InvalidCredentials()
      if (passwords.isOutdated(account.passwordHash))
        await accounts.setPasswordHash(account.id, await passwords.hash(body.password))
      const { tokens } = await backbone.transact(async (transaction) => {
        const session = await openSession(signIn, transaction, { account, from: { address, userAgent } })
        return { events: [session.started], tokens: session.tokens }
      })
      return ok(tokens, { headers: { 'cache-control': 'no-store' } })
    },
  })
