// POST /v1/auth/register: opens an account and signs its owner in, or, where accounts are hidden, leaves that to the mail.
import type { Backbone } from '@eventflow/backbone'
import { emailAddress, record, text } from '@eventflow/contracts'
import { type Audited, created, type RequestFacts, route } from '@eventflow/http'
import { CallerError } from '@eventflow/runtime'
import type { AccountStore } from '../account-store.js'
import { inEqualTime } from '../equal-time.js'
import { EmailTaken, WeakPassword } from '../errors.js'
import { ownAct } from '../own-act.js'
import type { Passwords } from '../password.js'
import type { RefuseWeak } from '../password-rules.js'
import { passwordField, tokensShape } from '../shapes.js'
import { openSession, type SignInParts } from '../sign-in.js'
import type { TokenMails } from '../token-mails.js'
import { newAccount } from './register.js'

interface RegisterParts extends SignInParts {
  backbone: Backbone
  accounts: AccountStore
  passwords: Passwords
  refuseWeak: RefuseWeak
  tokenMails: TokenMails
  hideAccounts: boolean
}

export const register = (parts: RegisterParts) =>
  route({
    method: 'post',
    path: '/v1/auth/register',
    summary: 'Opens an account and signs its owner in.',
    tag: 'auth',
    who: 'anyone',
    body: record({ email: emailAddress(), password: passwordField(), name: text(100) }),
    example: { email: 'ada@example.test', password: 'a-quiet-harbour-at-dawn', name: 'Ada Lovelace' },
    answers: {
      201: { description: 'The account, and tokens for it.', body: tokensShape },
      202: { description: 'Where accounts are hidden: a mail says how to go on.' },
    },
    refuses: [EmailTaken, WeakPassword],
    handle: async ({ body, headers, address, userAgent }) => {
      await parts.refuseWeak(body.password, body)
      const passwordHash = await parts.passwords.hash(body.password)
      const language = headers['accept-language']
      const opening = newAccount({ ...body, passwordHash, language }, parts.now())
      if (!parts.hideAccounts) return openAndSignIn(parts, opening, { address, userAgent })
      await inEqualTime(() => openOrTellOwner(parts, opening, address))
      return { status: 202 }
    },
  })

const registeredWord = (audited: Audited, userId: string, address: string) =>
  audited.word(ownAct('account.registered', userId, address), 'done')

type Opening = ReturnType<typeof newAccount>

async function openAndSignIn(
  { backbone, accounts, tokenMails, audited, ...rest }: RegisterParts,
  { account, registered }: Opening,
  from: Pick<RequestFacts, 'address' | 'userAgent'>,
) {
  const { tokens } = await backbone.transact(async (transaction) => {
    await accounts.insert(transaction, account)
    const verification = await tokenMails.verification(transaction, account)
    const word = registeredWord(audited, account.id, from.address)
    const session = await openSession({ ...rest, audited }, transaction, { account, from })
    return { events: [registered, word, ...verification, ...session.events], tokens: session.tokens }
  })
  return created(tokens, '/v1/auth/me', { headers: { 'cache-control': 'no-store' } })
}

/** The owner of a known address is told there, with a way in for whoever has forgotten that they have an account. */
async function openOrTellOwner(
  { audited, backbone, accounts, tokenMails }: RegisterParts,
  { account, registered }: Opening,
  address: string,
): Promise<void> {
  const known = await accounts.byEmail(account.email)
  const opening = backbone.transact(async (transaction) => {
    if (known?.disabled) return { events: [] }
    if (known) return { events: await tokenMails.reset(transaction, known, 'registered-again') }
    await accounts.insert(transaction, account)
    const word = registeredWord(audited, account.id, address)
    return { events: [registered, word, ...(await tokenMails.verification(transaction, account))] }
  })
  await opening.catch((error: unknown) => {
    // Of two at once the later one must not be told either; the mail of the first is on its way.
    if (!(error instanceof CallerError && error.code === EmailTaken.code)) throw error
  })
}
