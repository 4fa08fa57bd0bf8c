// POST /v1/auth/email: names another address for the account; it counts once the token mailed to it came back.
import type { Backbone } from '@eventflow/backbone'
import { emailAddress, record } from '@eventflow/contracts'
import { type Audited, route } from '@eventflow/http'
import { normalEmail } from '../account.js'
import type { AccountStore } from '../account-store.js'
import type { Credentials } from '../credentials.js'
import { inEqualTime } from '../equal-time.js'
import { EmailTaken, InvalidCredentials, TooManyAttempts } from '../errors.js'
import { ownAct } from '../own-act.js'
import { passwordField } from '../shapes.js'
import type { TokenMails } from '../token-mails.js'

interface ChangeEmailParts {
  audited: Audited
  backbone: Backbone
  accounts: AccountStore
  credentials: Credentials
  tokenMails: TokenMails
  hideAccounts: boolean
}

export const changeEmail = ({
  audited,
  backbone,
  accounts,
  credentials,
  tokenMails,
  hideAccounts,
}: ChangeEmailParts) =>
  route({
    method: 'post',
    path: '/v1/auth/email',
    summary: 'Sends a link to a new address, which counts once that link was followed.',
    tag: 'auth',
    who: 'user',
    freshSignIn: true,
    body: record({ email: emailAddress(), password: passwordField() }),
    example: { email: 'ada@new.example.test', password: 'a-quiet-harbour-at-dawn' },
    answers: { 202: { description: 'The mail to the new address is on its way.' } },
    refuses: [InvalidCredentials, TooManyAttempts, EmailTaken],
    handle: async ({ body, caller, address }) => {
      const account = await credentials.ofCaller(caller, body.password)
      const email = normalEmail(body.email)
      await inEqualTime(async () => {
        const isTaken = (await accounts.byEmail(email)) !== null
        if (isTaken && !hideAccounts) throw EmailTaken()
        await backbone.transact(async (transaction) => {
          const mails = isTaken ? [] : await tokenMails.change(transaction, account, email)
          const act = ownAct('email.change-requested', account.id, address)
          return { events: [...mails, audited.word(act, mails.length > 0 ? 'done' : 'refused')] }
        })
      })
      return { status: 202 }
    },
  })
