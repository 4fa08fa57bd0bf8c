// A user wants to be told about other things, in other ways or at other hours.
import { defineEvent } from '../event.js'
import {
  dictionaryOf,
  flag,
  integer,
  listOf,
  nullable,
  oneOf,
  optional,
  record,
  text,
  uuid,
} from '../fields.js'

export const PreferencesUpdated = defineEvent({
  type: 'preferences.updated',
  version: 1,
  producer: 'user',
  key: 'userId',
  sequence: 'version',
  schema: {
    userId: uuid(),
    version: integer(1),
    channels: dictionaryOf(oneOf('email', 'push', 'inApp', 'webhook'), dictionaryOf(text(40), flag(), 20), 4),
    quietHours: nullable(
      record({ from: text(5), to: text(5), timeZone: text(64), days: optional(listOf(text(3), 7)) }),
    ),
    digest: dictionaryOf(text(40), oneOf('off', 'hourly', 'daily'), 20),
  },
  examples: [
    {
      userId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12',
      version: 2,
      channels: { email: { social: false } },
      quietHours: { from: '22:00', to: '07:00', timeZone: 'Europe/London' },
      digest: { social: 'daily' },
    },
  ],
})
