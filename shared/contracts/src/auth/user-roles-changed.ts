// An admin gave or took roles.
import { defineEvent } from '../event.js'
import { listOf, oneOf, uuid } from '../fields.js'

export const UserRolesChanged = defineEvent({
  type: 'user.roles-changed',
  version: 1,
  producer: 'auth',
  key: 'userId',
  schema: {
    userId: uuid(),
    roles: listOf(oneOf('user', 'operator', 'admin'), 3),
  },
  examples: [{ userId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12', roles: ['user', 'operator'] }],
})
