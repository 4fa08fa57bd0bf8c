// Somebody opened an account; whatever is kept per user begins with this event.
import { defineEvent } from '../event.js'
import { emailAddress, localeTag, text, uuid } from '../fields.js'

export const UserRegistered = defineEvent({
  type: 'user.registered',
  version: 1,
  producer: 'auth',
  key: 'userId',
  schema: {
    userId: uuid(),
    email: emailAddress(),
    name: text(100),
    locale: localeTag(),
  },
  examples: [
    {
      userId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12',
      email: 'ada@example.test',
      name: 'Ada Lovelace',
      locale: 'en',
    },
  ],
})
