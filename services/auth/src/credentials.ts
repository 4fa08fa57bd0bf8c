// Proof that somebody knows the password of an account, in one place: every route takes as long over it and says as little.
import type { Backbone } from '@eventflow/backbone'
import type { Audited, Caller, RequestFacts } from '@eventflow/http'
import type { Logger } from '@eventflow/runtime'
import { type Account, normalEmail } from './account.js'
import type { AccountStore } from './account-store.js'
import { InvalidCredentials } from './errors.js'
import { ownAct } from './own-act.js'
import type { Passwords } from './password.js'
import type { SessionStore } from './session-store.js'
import type { Attempt, Throttle } from './throttle.js'

interface From extends Pick<RequestFacts, 'address' | 'userAgent'> {
  /** Of a token that came along although none was needed. */
  caller: Caller | undefined
}

export interface Credentials {
  /** The account of somebody who comes with an address. Unknown, wrong and closed are refused alike, after equal work. */
  ofEmail(email: string, password: string, from: From): Promise<Account>
  /** The account of somebody who is signed in. */
  ofCaller(caller: Caller, password: string): Promise<Account>
}

interface CredentialParts {
  audited: Audited
  backbone: Backbone
  logger: Logger
  accounts: AccountStore
  passwords: Passwords
  sessions: SessionStore
  throttle: Throttle
  /** Where accounts are hidden, signing in must not tell a new account from one that was there: only the mailbox opens both. */
  hideAccounts: boolean
}

interface Proof {
  account: Account | null
  password: string
  attempt: Attempt
}

/** Asked about where there is no account, so that an unknown address takes as long as a known one. */
const nobody = '00000000-0000-7000-8000-000000000000'

export function createCredentials(parts: CredentialParts): Credentials {
  const { accounts, sessions } = parts
  return {
    ofEmail: async (email, password, from) => {
      const subject = normalEmail(email)
      const account = await accounts.byEmail(subject)
      // What has signed in from there before goes on to do so while others are locked out: a lock must not hit its victim.
      const hasBeenThere = await sessions.hasBeenAt(account?.id ?? nobody, from)
      const place = hasBeenThere ? { device: `${from.address} ${from.userAgent}` } : {}
      const { caller } = from
      const device = account && caller?.userId === account.id ? { device: deviceOf(caller) } : place
      return prove(parts, { account, password, attempt: { subject, address: from.address, ...device } })
    },
    ofCaller: async (caller, password) => {
      const account = await accounts.byId(caller.userId)
      const attempt = { subject: account?.email ?? caller.userId, address: '', device: deviceOf(caller) }
      return prove(parts, { account, password, attempt })
    },
  }
}

/** Whoever holds a token of the account has signed in on their device. */
const deviceOf = ({ sessionId }: Caller): string => `session ${sessionId}`

async function prove(parts: CredentialParts, proof: Proof): Promise<Account> {
  const isRight = await check(parts, proof)
  const { account } = proof
  if (!account || !isRight) {
    tellRefusal(parts, proof)
    throw InvalidCredentials()
  }
  return renewed(parts, account, proof.password)
}

/** Not waited for, so that an answer tells nothing by the time it takes; bounded by how many passwords are checked. */
function tellRefusal({ audited, backbone, logger }: CredentialParts, { account, attempt }: Proof): void {
  const act = ownAct('session.started', account?.id ?? 'unknown', attempt.address)
  const word = audited.word(act, 'refused', { after: { code: InvalidCredentials.code } })
  backbone
    .transact(async () => ({ events: [word] }))
    .catch((error: unknown) => logger.warn('the audit could not be told of a wrong password', { error }))
}

async function check(
  { passwords, throttle, hideAccounts }: CredentialParts,
  { account, password, attempt }: Proof,
): Promise<boolean> {
  // Counted in the same turn as it is checked, so that no more are under way than passwords are hashed at once.
  let isCounted = false
  const count = async () => {
    await throttle.begin(attempt)
    isCounted = true
  }
  try {
    const matches = account
      ? await passwords.matches(password, account.passwordHash, count)
      : await passwords.matchNothing(password, count)
    const isOpen = account !== null && !account.disabled && (account.emailVerified || !hideAccounts)
    if (matches && isOpen) await throttle.settle(attempt, 'right')
    return matches && isOpen
  } catch (error) {
    if (isCounted) await throttle.settle(attempt, 'unchecked')
    throw error
  }
}

/** With the hash that is kept from now on, if it was made at a lower cost than is wanted today. */
async function renewed(
  { accounts, passwords }: CredentialParts,
  account: Account,
  password: string,
): Promise<Account> {
  if (!passwords.isOutdated(account.passwordHash)) return account
  const passwordHash = await passwords.hash(password)
  if (await accounts.setPasswordHash(account, passwordHash)) return { ...account, passwordHash }
  // Somebody renewed the hash or changed the password at the same moment: what counts is what is there now.
  const current = await accounts.byId(account.id)
  if (!current || !(await passwords.matches(password, current.passwordHash))) throw InvalidCredentials()
  return current
}
