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
}

export function createCredentials({ accounts, passwords }: CredentialParts): Credentials {
  const prove = async (account: Account | null, password: string): Promise<Account> => {
    const matches = account
      ? await passwords.matches(password, account.passwordHash)
      : await passwords.matchNothing(password)
    if (!account || !matches || account.disabled) throw InvalidCredentials()
    if (passwords.isOutdated(account.passwordHash))
      await accounts.setPasswordHash(account.id, await passwords.hash(password))
    return account
  }
  return {
    ofEmail: async (email, password) => prove(await accounts.byEmail(normalEmail(email)), password),
    ofUser: async (userId, password) => prove(await accounts.byId(userId), password),
  }
}
