// What is kept of people and done for them, put together once for the routes that need it.
import { hkdfSync } from 'node:crypto'
import type { Backbone } from '@eventflow/backbone'
import type { Audited } from '@eventflow/http'
import type { Clock, Logger } from '@eventflow/runtime'
import type { Database } from '@eventflow/runtime/database'
import type { Redis } from '@eventflow/runtime/redis'
import { type AccountStore, accountStore } from './account-store.js'
import { type Credentials, createCredentials } from './credentials.js'
import { type MailedTokenStore, mailedTokenStore } from './mailed-token-store.js'
import { type OtpStore, otpStore } from './otp-store.js'
import { createPasswords, type PasswordConfig, type Passwords } from './password.js'
import { createPasswordRules, type KnownPasswords, type RefuseWeak } from './password-rules.js'
import type { Revocations } from './revocations.js'
import { createSecondFactor, type SecondFactor } from './second-factor.js'
import type { SessionStore } from './session-store.js'
import { createThrottle, type Throttle, type ThrottleRules } from './throttle.js'
import { throttleInMemory } from './throttle-in-memory.js'
import { throttleInRedis } from './throttle-in-redis.js'
import { createTokenMails, type TokenMailRules, type TokenMails } from './token-mails.js'

interface PeopleRules {
  password: PasswordConfig
  mails: TokenMailRules
  attempts: ThrottleRules
  knownPasswords: KnownPasswords
  hideAccounts: boolean
  token: { refreshKey: Buffer }
  otpSealingKeys: readonly Buffer[]
}

interface PeopleParts {
  backbone: Backbone
  database: Database
  redis: Redis
  logger: Logger
  sessions: SessionStore
  revocations: Revocations
  audited: Audited
  now: Clock
}

export interface People extends Omit<PeopleParts, 'database' | 'redis' | 'logger'> {
  accounts: AccountStore
  credentials: Credentials
  mailedTokens: MailedTokenStore
  passwords: Passwords
  refuseWeak: RefuseWeak
  throttle: Throttle
  tokenMails: TokenMails
  otps: OtpStore
  secondFactor: SecondFactor
  hideAccounts: boolean
}

export async function openPeople(
  { password, knownPasswords, mails, attempts, hideAccounts, token, otpSealingKeys }: PeopleRules,
  { database, redis, logger, ...parts }: PeopleParts,
): Promise<People> {
  const accounts = accountStore(database)
  const passwords = await createPasswords(password)
  const refuseWeak = await createPasswordRules(knownPasswords, logger)
  const key = Buffer.from(hkdfSync('sha256', token.refreshKey, '', 'throttle', 32))
  const throttle = createThrottle({
    shared: throttleInRedis({ redis, key, rules: attempts }),
    own: throttleInMemory(attempts),
    logger,
    now: parts.now,
  })
  const credentials = createCredentials({ ...parts, logger, accounts, passwords, throttle, hideAccounts })
  const mailedTokens = mailedTokenStore(database)
  const tokenMails = createTokenMails({ mailedTokens, now: parts.now, rules: mails })
  const otps = otpStore(database, otpSealingKeys)
  const secondFactor = createSecondFactor({ ...parts, otps })
  return {
    ...parts,
    otps,
    secondFactor,
    accounts,
    credentials,
    mailedTokens,
    passwords,
    refuseWeak,
    throttle,
    tokenMails,
    hideAccounts,
  }
}
