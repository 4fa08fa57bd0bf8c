import assert from 'node:assert/strict'
import { findRoute, isAmbiguous, routingTable } from './routing-table.js'

describe('the routing table', () => {
  it('leads a path and everything below it to one service', () => {
    assert.equal(findRoute('/v1/auth/me')?.service, 'auth')
    assert.equal(findRoute('/v1/users/me/profile')?.service, 'user')
    assert.equal(findRoute('/v1/profiles/ada')?.service, 'user')
    assert.equal(findRoute('/v1/ops/dead-letters/groups')?.service, 'ops')
  })

  it('does not take a longer word for a path below', () => {
    assert.equal(findRoute('/v1/authority'), undefined)
    assert.equal(findRoute('/v1/auth/registering')?.token, 'needed')
  })

  it('knows nothing that is not listed', () => {
    for (const path of ['/', '/v1', '/v1/orders', '/metrics', '/v2/auth/me', '/V1/auth/me'])
      assert.equal(findRoute(path), undefined, path)
  })

  it('is open for what somebody without an account needs, and for nothing else', () => {
    const open = routingTable.filter(({ token }) => token === 'open').map(({ path }) => path)
    assert.deepEqual(open, [
      '/.well-known/jwks.json',
      '/v1/auth/register',
      '/v1/auth/login',
      '/v1/auth/refresh',
    ])
  })

  it('refuses addresses that can be read in two ways', () => {
    for (const path of [
      '/v1//auth',
      '/v1/auth/../users',
      '/v1/%2e%2e/x',
      '/v1/auth%2Fme',
      '/v1\\auth',
      '/v1/auth/.',
      '/v1/%00',
    ])
      assert.equal(isAmbiguous(path), true, path)
    for (const path of [
      '/',
      '/v1/profiles/a.b',
      '/v1/users/me',
      '/.well-known/jwks.json',
      '/v1/profiles/ada%20l',
    ])
      assert.equal(isAmbiguous(path), false, path)
  })
})
