// POST /v1/auth/password/forgot: sends the mail that leads to a new password, and does not tell whether it was sent.
import type { Backbone } from '@eventflow/backbone'
import { emailAddress, record } from '@eventflow/contracts'
import { type Audited, route } from '@eventflow/http'
import { normalEmail } from '../account.js'
import type { AccountStore } from '../account-store.js'
import { inEqualTime } from '../equal-time.js'
import { ownAct } from '../own-act.js'
import type { TokenMails } from '../token-mails.js'

interface RequestPasswordResetParts {
  audited: Audited
  backbone: Backbone
  accounts: AccountStore
  tokenMails: TokenMails
}

export const requestPasswordReset = ({
  audited,
  backbone,
  accounts,
  tokenMails,
}: RequestPasswordResetParts) =>
  route({
    method: 'post',
    path: '/v1/auth/password/forgot',
    summary: 'Sends a link to a new password, if there is an account with this address.',
    tag: 'auth',
    who: 'anyone',
    body: record({ email: emailAddress() }),
    example: { email: 'ada@example.test' },
    answers: { 202: { description: 'If there is such an account, its owner gets a mail.' } },
    handle: async ({ body, address }) => {
      await inEqualTime(async () => {
        const account = await accounts.byEmail(normalEmail(body.email))
        await backbone.transact(async (transaction) => {
          if (!account || account.disabled) return { events: [] }
          const mails = await tokenMails.reset(transaction, account, 'forgotten')
          const act = ownAct('password.reset-requested', account.id, address)
          return { events: [...mails, audited.word(act, mails.length > 0 ? 'done' : 'refused')] }
        })
      })
      return { status: 202 }
    },
  })
