import assert from 'node:assert/strict'
import { type Caller, mayCall, type Role, type Who } from './caller.js'

const callerWith = (...roles: Role[]): Caller => ({
  kind: 'user',
  userId: 'u',
  sessionId: 's',
  tokenId: 't',
  clientId: 'c',
  roles,
  scopes: [],
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
    ['a client', { ...callerWith('user'), kind: 'client' }],
    ['a client that operates', { ...callerWith('operator'), kind: 'client' }],
  ]
  const allowed: Record<Who, string[]> = {
    anyone: callers.map(([name]) => name),
    user: ['a user', 'an operator', 'an admin', 'somebody without roles'],
    operator: ['an operator', 'an admin', 'a client that operates'],
    admin: ['an admin'],
  }
  for (const who of ['anyone', 'user', 'operator', 'admin'] as const)
    it(`that is for ${who} is ${allowed[who].join(', ')}`, () => {
      const may = callers.filter(([, caller]) => mayCall({ who }, caller)).map(([name]) => name)
      assert.deepEqual(may, allowed[who])
    })

  it('that is for users and says so lets clients in as well, but nobody else', () => {
    const may = callers.filter(([, caller]) => mayCall({ who: 'user', clients: true }, caller))
    assert.deepEqual(
      may.map(([name]) => name),
      callers.map(([name]) => name).filter((name) => name !== 'nobody'),
    )
    const client = { ...callerWith('user'), kind: 'client' } as const
    assert.equal(mayCall({ who: 'operator', clients: true }, client), false)
  })

  it('that wants a scope of programs lets in those that have it, and people as before', () => {
    const clients = { scope: 'events:write' }
    const client = { ...callerWith(), kind: 'client' } as const
    const may = (caller: Caller) => mayCall({ who: 'user', clients }, caller)
    assert.equal(may({ ...client, scopes: ['events:read', 'events:write'] }), true)
    assert.equal(may({ ...client, scopes: ['events:read'] }), false)
    assert.equal(may(callerWith('user')), true)
  })
})
