// What the ops service can be told from outside.
import { rabbitSettings } from '@eventflow/backbone'
import { cursorSettings, httpSettings, identitySettings } from '@eventflow/http'
import {
  addressSetting,
  baseSettings,
  databaseSettings,
  integerSetting,
  storageSettings,
} from '@eventflow/runtime'

const serviceAt = (service: string) =>
  addressSetting(`${service.toUpperCase()}_URL`, `Where the ${service} service listens.`, {
    schemes: ['http', 'https'],
  })

export const settings = {
  ...baseSettings,
  http: httpSettings,
  identity: identitySettings,
  database: databaseSettings,
  rabbit: rabbitSettings,
  cursors: cursorSettings,
  storage: storageSettings,
  /** The services that operators ask about: a new one is one line. */
  services: {
    action: serviceAt('action'),
    activity: serviceAt('activity'),
    auth: identitySettings.authUrl,
    feed: serviceAt('feed'),
    gateway: serviceAt('gateway'),
    notification: serviceAt('notification'),
    user: serviceAt('user'),
  },
  monitoringUrl: addressSetting(
    'RABBITMQ_MONITORING_URL',
    'The management interface of RabbitMQ, with a user who may look and no more.',
    { schemes: ['http', 'https'] },
  ),
  deadLetters: {
    keepDays: integerSetting(
      'DEAD_LETTERS_KEEP_DAYS',
      'How long a dead letter is kept after it was replayed or discarded; one that waits is kept for ever.',
      { min: 1, max: 3_650, fallback: 30 },
    ),
  },
}
