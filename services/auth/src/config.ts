// What the auth service can be told from outside.
import { rabbitSettings } from '@eventflow/backbone'
import { cursorSettings, httpSettings, tokenSettings } from '@eventflow/http'
import {
  addressSetting,
  baseSettings,
  choiceSetting,
  databaseSettings,
  flagSetting,
  integerSetting,
  optionalAddressSetting,
  redisSettings,
  secretRingSetting,
  secretSetting,
  storageSettings,
} from '@eventflow/runtime'

export const settings = {
  ...baseSettings,
  http: httpSettings,
  database: databaseSettings,
  rabbit: rabbitSettings,
  redis: redisSettings,
  cursors: cursorSettings,
  storage: storageSettings,
  token: {
    ...tokenSettings,
    accessLifeSeconds: integerSetting('ACCESS_TOKEN_LIFE_SECONDS', 'How long an access token is good for.', {
      min: 10,
      max: 3_600,
      fallback: 600,
    }),
    refreshIdleDays: integerSetting('REFRESH_IDLE_DAYS', 'A session that is not used for so long ends.', {
      min: 1,
      max: 365,
      fallback: 30,
    }),
    sessionLifeDays: integerSetting('SESSION_LIFE_DAYS', 'A session ends after this, used or not.', {
      min: 1,
      max: 3_650,
      fallback: 180,
    }),
    sessionsKeepDays: integerSetting(
      'SESSIONS_KEEP_DAYS',
      'How long it is known of a session that has ended from where it was used.',
      { min: 1, max: 3_650, fallback: 90 },
    ),
    refreshKey: secretSetting(
      'REFRESH_TOKEN_KEY',
      'Key from which successors of refresh tokens are made (32 bytes, base64).',
    ),
    keySealingKeys: secretRingSetting(
      'SIGNING_KEYS_SEALING_KEY',
      'Key under which private signing keys are stored (32 bytes, base64); of several, separated by commas, the first seals.',
    ),
    staffNeedSecondFactor: flagSetting(
      'STAFF_NEED_SECOND_FACTOR',
      'Operators and admins act as such only in sessions that were begun with a second factor; else they are users.',
      false,
    ),
    leadSeconds: integerSetting(
      'SIGNING_KEY_LEAD_SECONDS',
      'How long a new signing key is published before it signs: longer than the 300 s that verifiers keep the key set.',
      { min: 0, max: 86_400, fallback: 330 },
    ),
    lifeDays: integerSetting('SIGNING_KEY_LIFE_DAYS', 'After so long another key is made to sign.', {
      min: 1,
      max: 3_650,
      fallback: 30,
    }),
  },
  hideAccounts: flagSetting(
    'AUTH_HIDE_ACCOUNTS',
    'Registering does not tell whether an address is known: the mail does, and only proven addresses may sign in.',
    false,
  ),
  knownPasswords: {
    listFile: optionalAddressSetting(
      'PASSWORD_LIST_FILE',
      'A list of passwords to refuse, one a line, plain or .gz, as a file: URL.',
      ['file'],
    ),
    breachUrl: optionalAddressSetting(
      'PASSWORD_BREACH_URL',
      'Where breached passwords are looked up by five characters of their hash, such as https://api.pwnedpasswords.com/range.',
      ['http', 'https'],
    ),
    breachWithinMs: integerSetting('PASSWORD_BREACH_WITHIN_MS', 'How long such a look-up may take.', {
      min: 100,
      max: 10_000,
      fallback: 1_500,
    }),
    breachWhenAway: choiceSetting(
      'PASSWORD_BREACH_WHEN_AWAY',
      'What becomes of a password while it cannot be looked up: it is accepted, or the call is answered 503.',
      { of: ['accept', 'refuse'], fallback: 'accept' },
    ),
  },
  attempts: {
    firstLockSeconds: integerSetting(
      'LOGIN_LOCK_SECONDS',
      'How long an account is locked after the sixth wrong password in a row; it doubles with each one more.',
      { min: 1, max: 3_600, fallback: 10 },
    ),
    longestLockSeconds: integerSetting('LOGIN_LOCK_AT_MOST_SECONDS', 'The longest such lock.', {
      min: 1,
      max: 86_400,
      fallback: 900,
    }),
    failuresPerAddress: integerSetting(
      'LOGIN_FAILURES_PER_ADDRESS',
      'Wrong passwords from one address in ten minutes, for any accounts, before it has to wait.',
      { min: 1, max: 1_000_000, fallback: 300 },
    ),
  },
  mails: {
    resetLifeMinutes: integerSetting(
      'PASSWORD_RESET_LIFE_MINUTES',
      'How long the link to a new password works.',
      {
        min: 1,
        max: 1_440,
        fallback: 30,
      },
    ),
    verifyLifeHours: integerSetting(
      'EMAIL_TOKEN_LIFE_HOURS',
      'How long the link that proves an address works.',
      {
        min: 1,
        max: 720,
        fallback: 24,
      },
    ),
  },
  otpSealingKeys: secretRingSetting(
    'OTP_SEALING_KEY',
    'Key under which the secrets of second factors are stored (32 bytes, base64); of several, separated by commas, the first seals.',
  ),
  publicUrl: addressSetting('PUBLIC_URL', 'Where people and programs outside reach the gateway.', {
    schemes: ['http', 'https'],
    fallback: 'http://127.0.0.1:8080',
  }),
  demo: flagSetting(
    'EVENTFLOW_DEMO',
    'Opens the accounts of the demo at start; their password is public.',
    false,
  ),
  password: {
    pepper: secretSetting(
      'PASSWORD_PEPPER',
      'Mixed into every password before hashing, kept out of the database (32 bytes, base64).',
    ),
    cost: integerSetting('BCRYPT_COST', 'The bcrypt cost of new password hashes.', {
      min: 4,
      max: 16,
      fallback: 12,
    }),
    hashesAtOnce: integerSetting('BCRYPT_AT_ONCE', 'Passwords hashed at the same time.', {
      min: 1,
      max: 64,
      fallback: 2,
    }),
    waitingAtMost: integerSetting(
      'BCRYPT_WAITING_AT_MOST',
      'Logins that wait for their turn before others get 503.',
      {
        min: 1,
        max: 10_000,
        fallback: 200,
      },
    ),
  },
}
