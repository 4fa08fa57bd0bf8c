import assert from 'node:assert/strict'
import { type Caller, mayCall, type Role, type Who } from './caller.js'

const callerWith = (...roles: Role[]): Caller => ({
  userId: 'u',
  sessionId: 's',
  tokenId: 't',
  clientId: 'c',
  roles,
  authenticatedAt: new Date(0),
  expiresAt: new Date(0),
})

describe('who may call a route', () => {
  const callers: Array<[string, Caller | undefined]> = [
    ['nobody', undefined],
    ['a user', callerWith('user')],
    ['an operator', callerWith('user', 'operator')],
    ['an admin', callerWith('admin')],
    ['somebody without roles', callerWith()],
  ]
  const allowed: Record<Who, string[]> = {
    anyone: ['nobody', 'a user', 'an operator', 'an admin', 'somebody without roles'],
    user: ['a user', 'an operator', 'an admin', 'somebody without roles'],
    operator: ['an operator', 'an admin'],
    admin: ['an admin'],
  }
  for (const who of ['anyone', 'user', 'operator', 'admin'] as const)
    it(`that is for ${who} is ${allowed[who].join(', ')}`, () => {
      const may = callers.filter(([, caller]) => mayCall(who, caller)).map(([name]) => name)
      assert.deepEqual(may, allowed[who])
    })
})
