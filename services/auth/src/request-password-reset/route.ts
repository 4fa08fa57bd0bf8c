// POST /v1/auth/password/forgot: sends the mail that leads to a new password, and does not tell whether it was sent.
import type { Backbone } from '@eventflow/backbone'
import { emailAddress, record } from '@eventflow/contracts'
import { route } from '@eventflow/http'
import { normalEmail } from '../account.js'
import type { AccountStore } from '../account-store.js'
import { inEqualTime } from '../equal-time.js'
import type { TokenMails } from '../token-mails.js'

interface RequestPasswordResetParts {
  backbone: Backbone
  accounts: AccountStore
  tokenMails: TokenMails
}

export const requestPasswordReset = ({ backbone, accounts, tokenMails }: RequestPasswordResetParts) =>
  route({
    method: 'post',
    path: '/v1/auth/password/forgot',
    summary: 'Sends a link to a new password, if there is an account with this address.',
    tag: 'auth',
    who: 'anyone',
    body: record({ email: emailAddress() }),
    example: { email: 'ada@example.test' },
    answers: { 202: { description: 'If there is such an account, its owner gets a mail.' } },
    handle: async ({ body }) => {
      await inEqualTime(async () => {
        const account = await accounts.byEmail(normalEmail(body.email))
        await backbone.transact(async (transaction) => ({
          events:
            account?.disabled === false ? await tokenMails.reset(transaction, account, 'forgotten') : [],
        }))
      })
      return { status: 202 }
    },
  })
