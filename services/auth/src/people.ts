// What is kept of people and done for them, put together once for the routes that need it.
import type { Backbone } from '@eventflow/backbone'
import type { Clock } from '@eventflow/runtime'
import type { Database } from '@eventflow/runtime/database'
import { type AccountStore, accountStore } from './account-store.js'
import { type Credentials, createCredentials } from './credentials.js'
import { type MailedTokenStore, mailedTokenStore } from './mailed-token-store.js'
import { createPasswords, type PasswordConfig, type Passwords } from './password.js'
import type { Revocations } from './revocations.js'
import type { SessionStore } from './session-store.js'
import { createTokenMails, type TokenMailRules, type TokenMails } from './token-mails.js'

interface PeopleRules {
  password: PasswordConfig
  mails: TokenMailRules
  hideAccounts: boolean
}

interface PeopleParts {
  backbone: Backbone
  database: Database
  sessions: SessionStore
  revocations: Revocations
  now: Clock
}

export interface People extends Omit<PeopleParts, 'database'> {
  accounts: AccountStore
  credentials: Credentials
  mailedTokens: MailedTokenStore
  passwords: Passwords
  tokenMails: TokenMails
  hideAccounts: boolean
}

export async function openPeople(
  { password, mails, hideAccounts }: PeopleRules,
  { database, ...parts }: PeopleParts,
): Promise<People> {
  const accounts = accountStore(database)
  const passwords = await createPasswords(password)
  const credentials = createCredentials({ accounts, passwords, hideAccounts })
  const mailedTokens = mailedTokenStore(database)
  const tokenMails = createTokenMails({ mailedTokens, now: parts.now, rules: mails })
  return { ...parts, accounts, credentials, mailedTokens, passwords, tokenMails, hideAccounts }
}
