import assert from 'node:assert/strict'
import { CallerError } from '@eventflow/runtime'
import type { Caller } from './caller.js'
import { ownedBy } from './ownership.js'

const ada: Caller = {
  userId: 'ada',
  sessionId: 's',
  kind: 'user',
  tokenId: 't',
  clientId: 'c',
  roles: ['admin'],
  scopes: [],
  authenticatedAt: new Date(0),
  expiresAt: new Date(0),
}

const refusalOf = (thing: { owner: string } | null | undefined): string => {
  try {
    ownedBy(ada, thing, ({ owner }) => owner)
  } catch (error) {
    assert.ok(error instanceof CallerError && error.status === 404)
    return JSON.stringify([error.code, error.message, error.facts])
  }
  return 'none'
}

describe('what belongs to somebody', () => {
  it('is there for its owner', () => {
    const thing = { owner: 'ada' }
    assert.equal(
      ownedBy(ada, thing, ({ owner }) => owner),
      thing,
    )
  })

  it('does not exist for anybody else, in the same words as what does not exist at all', () => {
    const refusals = [{ owner: 'grace' }, { owner: '' }, { owner: 'Ada' }, null, undefined].map(refusalOf)
    assert.equal(new Set(refusals).size, 1)
    assert.notEqual(refusals[0], 'none')
  })
})
