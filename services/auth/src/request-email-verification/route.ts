// POST /v1/auth/email/verify/send: sends the mail again by which the caller proves their address.
import type { Backbone } from '@eventflow/backbone'
import { route, Unauthenticated } from '@eventflow/http'
import type { AccountStore } from '../account-store.js'
import type { TokenMails } from '../token-mails.js'

interface RequestEmailVerificationParts {
  backbone: Backbone
  accounts: AccountStore
  tokenMails: TokenMails
}

export const requestEmailVerification = ({ backbone, accounts, tokenMails }: RequestEmailVerificationParts) =>
  route({
    method: 'post',
    path: '/v1/auth/email/verify/send',
    summary: 'Sends the mail that proves the address of the caller, unless it is proven.',
    tag: 'auth',
    who: 'user',
    answers: { 202: { description: 'The mail is on its way, if it is owed and not too many were sent.' } },
    handle: async ({ caller }) => {
      const account = await accounts.byId(caller.userId)
      if (!account) throw Unauthenticated()
      await backbone.transact(async (transaction) => ({
        events: account.emailVerified ? [] : await tokenMails.verification(transaction, account),
      }))
      return { status: 202 }
    },
  })
