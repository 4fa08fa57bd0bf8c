// What the notification service can be told from outside.
import { rabbitSettings } from '@eventflow/backbone'
import { cursorSettings, httpSettings, identitySettings } from '@eventflow/http'
import {
  addressSetting,
  baseSettings,
  integerSetting,
  mongoSettings,
  redisSettings,
  storageSettings,
  textSetting,
} from '@eventflow/runtime'
import { announcementSettings } from './announce/announcing-settings.js'
import { webhookSettings } from './webhook-settings.js'

export const settings = {
  ...baseSettings,
  http: httpSettings,
  identity: identitySettings,
  cursors: cursorSettings,
  mongo: mongoSettings,
  rabbit: rabbitSettings,
  redis: redisSettings,
  storage: storageSettings,
  publicUrl: addressSetting('PUBLIC_URL', 'Where people reach the platform: links in mails begin with it.', {
    schemes: ['http', 'https'],
  }),
  smtp: {
    url: addressSetting('SMTP_URL', 'The mail server, with user and password if it wants them.', {
      schemes: ['smtp', 'smtps'],
    }),
    from: textSetting('MAIL_FROM', 'Whom mails come from.', 'EventFlow <no-reply@eventflow.example>'),
    connections: integerSetting('SMTP_CONNECTIONS', 'Mails sent at the same time.', {
      min: 1,
      max: 100,
      fallback: 5,
    }),
    answerWithinMs: integerSetting(
      'SMTP_ANSWER_WITHIN_MS',
      'How long the mail server may be silent; a whole mail may take three times as long.',
      { min: 100, max: 120_000, fallback: 20_000 },
    ),
  },
  webhooks: webhookSettings,
  announcements: announcementSettings,
  mails: {
    attempts: integerSetting('MAIL_ATTEMPTS', 'How often a mail is tried before it counts as failed.', {
      min: 1,
      max: 20,
      fallback: 10,
    }),
    retryFirstMs: integerSetting(
      'MAIL_RETRY_FIRST_MS',
      'The wait after the first try; it doubles up to half an hour.',
      { min: 10, max: 600_000, fallback: 5_000 },
    ),
    pollMs: integerSetting(
      'MAIL_POLL_MS',
      'How often is looked for mails that are due when nothing nudges.',
      {
        min: 10,
        max: 60_000,
        fallback: 1_000,
      },
    ),
    keepDays: integerSetting(
      'MAIL_KEEP_DAYS',
      'How long it is known which mails were sent; longer than INBOX_KEEP_DAYS of whoever publishes.',
      { min: 14, max: 3_650, fallback: 30 },
    ),
  },
}
