// The profile of a user reads differently now.
import { defineEvent } from '../event.js'
import { integer, listOf, localeTag, nullable, text, uuid } from '../fields.js'

export const ProfileUpdated = defineEvent({
  type: 'profile.updated',
  version: 1,
  producer: 'user',
  key: 'userId',
  sequence: 'version',
  schema: {
    userId: uuid(),
    version: integer(1),
    displayName: text(100),
    handle: nullable(text(30)),
    avatarUrl: nullable(text(500)),
    locale: localeTag(),
    timeZone: text(64),
    fields: listOf(text(40), 20),
  },
  examples: [
    {
      userId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12',
      version: 2,
      displayName: 'Ada Lovelace',
      handle: 'ada',
      avatarUrl: null,
      locale: 'en',
      timeZone: 'Europe/London',
      fields: ['handle'],
    },
  ],
})
