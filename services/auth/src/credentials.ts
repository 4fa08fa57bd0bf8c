// Proof that somebody knows the password of an account, in one place: every route takes as long over it and says as little.
import type { Account } from './account.js'
import { normalEmail } from './account.js'
import type { AccountStore } from './account-store.js'
import { InvalidCredentials } from './errors.js'
import type { Passwords } from './password.js'

export interface Credentials {
  /** The account of somebody who comes with an address. Unknown, wrong and closed are refused alike, after equal work. */
  ofEmail(email: string, password: string): Promise<Account>
  /** The account of somebody who is signed in. */
  ofUser(userId: string, password: string): Promise<Account>
}

interface CredentialParts {
  accounts: AccountStore
  passwords: Passwords
  /** Where accounts are hidden, signing in must not tell a new account from one that was there: only the mailbox opens both. */
  hideAccounts: boolean
}

export function createCredentials({ accounts, passwords, hideAccounts }: CredentialParts): Credentials {
  const prove = async (account: Account | null, password: string): Promise<Account> => {
    const matches = account
      ? await passwords.matches(password, account.passwordHash)
      : await passwords.matchNothing(password)
    if (!account || !matches || account.disabled) throw InvalidCredentials()
    if (hideAccounts && !account.emailVerified) throw InvalidCredentials()
    if (!passwords.isOutdated(account.passwordHash)) return account
    const passwordHash = await passwords.hash(password)
    if (await accounts.setPasswordHash(account, passwordHash)) return { ...account, passwordHash }
    // Somebody else renewed the hash or changed the password at the same moment: what counts is there now.
    return prove(await accounts.byId(account.id), password)
  }
  return {
    ofEmail: async (email, password) => prove(await accounts.byEmail(normalEmail(email)), password),
    ofUser: async (userId, password) => prove(await accounts.byId(userId), password),
  }
}
