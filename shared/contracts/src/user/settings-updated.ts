// A user changed settings of the account, such as theme or first day of the week.
import { defineEvent } from '../event.js'
import { integer, listOf, text, uuid } from '../fields.js'

export const SettingsUpdated = defineEvent({
  type: 'settings.updated',
  version: 1,
  producer: 'user',
  key: 'userId',
  sequence: 'version',
  schema: {
    userId: uuid(),
    version: integer(1),
    fields: listOf(text(40), 20),
  },
  examples: [{ userId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12', version: 2, fields: ['theme'] }],
})
