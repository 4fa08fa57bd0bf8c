// POST /v1/auth/register: opens an account and signs its owner in.
import type { Backbone } from '@eventflow/backbone'
import { emailAddress, record, text } from '@eventflow/contracts'
import { created, route } from '@eventflow/http'
import type { AccountStore } from '../account-store.js'
import { EmailTaken, WeakPassword } from '../errors.js'
import { type Passwords, refuseWeak } from '../password.js'
import { passwordField, tokensShape } from '../shapes.js'
import { openSession, type SignInParts } from '../sign-in.js'
import { newAccount } from './register.js'

interface RegisterParts extends SignInParts {
  backbone: Backbone
  accounts: AccountStore
  passwords: Passwords
}

export const register = ({ backbone, accounts, passwords, ...signIn }: RegisterParts) =>
  route({
    method: 'post',
    path: '/v1/auth/register',
    summary: 'Opens an account and signs its owner in.',
    tag: 'auth',
    who: 'anyone',
    body: record({ email: emailAddress(), password: passwordField(), name: text(100) }),
    example: { email: 'ada@example.test', password: 'a-quiet-harbour-at-dawn', name: 'Ada Lovelace' },
    answers: { 201: { description: 'The account, and tokens for it.', body: tokensShape } },
    refuses: [EmailTaken, WeakPassword],
    handle: async ({ body, headers, address, userAgent }) => {
      refuseWeak(body.password, body)
      const passwordHash = await passwords.hash(body.password)
      const language = headers['accept-language']
      const { account, registered } = newAccount({ ...body, passwordHash, language }, signIn.now())
      const { tokens } = await backbone.transact(async (transaction) => {
        await accounts.insert(transaction, account)
        const session = await openSession(signIn, transaction, { account, from: { address, userAgent } })
        return { events: [registered, session.started], tokens: session.tokens }
      })
      return created(tokens, '/v1/auth/me', { headers: { 'cache-control': 'no-store' } })
    },
  })
