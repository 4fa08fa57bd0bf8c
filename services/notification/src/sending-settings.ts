// What can be told about the sending of messages from outside.
import { addressSetting, integerSetting, secretSetting, textSetting } from '@eventflow/runtime'
import { webhookSettings } from './webhook-settings.js'

export const sendingSettings = {
  publicUrl: addressSetting(
    'PUBLIC_URL',
    'Where people reach the platform, the API below /v1 included: links in messages begin with it.',
    { schemes: ['http', 'https'] },
  ),
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
  },
  webhooks: webhookSettings,
  pushes: {
    subscriptionsPerUser: integerSetting(
      'PUSH_SUBSCRIPTIONS_PER_USER',
      'Browsers of one user that take pushes.',
      {
        min: 1,
        max: 100,
        fallback: 20,
      },
    ),
    attempts: integerSetting('PUSH_ATTEMPTS', 'How often a push is tried before it counts as failed.', {
      min: 1,
      max: 20,
      fallback: 6,
    }),
    retryFirstMs: integerSetting(
      'PUSH_RETRY_FIRST_MS',
      'The wait after the first try; each is four times longer.',
      {
        min: 10,
        max: 600_000,
        fallback: 5_000,
      },
    ),
    atOnce: integerSetting('PUSHES_AT_ONCE', 'Pushes sent at the same time.', {
      min: 1,
      max: 200,
      fallback: 20,
    }),
  },
  vapid: {
    privateKey: secretSetting(
      'VAPID_PRIVATE_KEY',
      'Proves to push services who pushes (32 bytes, base64); subscriptions are bound to it.',
    ),
    subject: textSetting(
      'VAPID_SUBJECT',
      'Whom push services may ask about our pushes: begins with mailto: or https:.',
      'mailto:operations@eventflow.example',
    ),
  },
  unsubscribeKey: secretSetting(
    'UNSUBSCRIBE_KEY',
    'Signs the links that stop mails (32 bytes, base64); with another one those in old mails lead nowhere.',
  ),
  deliveries: {
    pollMs: integerSetting(
      'DELIVERY_POLL_MS',
      'How often is looked for messages that are due when nothing nudges.',
      {
        min: 10,
        max: 60_000,
        fallback: 1_000,
      },
    ),
    keepDays: integerSetting(
      'DELIVERY_KEEP_DAYS',
      'How long it is known which messages were sent; longer than INBOX_KEEP_DAYS of whoever publishes.',
      { min: 14, max: 3_650, fallback: 30 },
    ),
  },
}
