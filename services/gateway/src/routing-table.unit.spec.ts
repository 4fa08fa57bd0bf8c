import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@eventflow/testing'
import { isAmbiguous, routeFinder } from './find-route.js'
import { routingTable } from './routing-table.js'

const services = [...new Set(routingTable.map(({ service }) => service))]
const findRoute = routeFinder(routingTable, services)

type Operations = Record<string, { security?: unknown[] }>
interface Documented {
  service: string
  method: string
  path: string
  wantsToken: boolean
}

/** Every route of every service, as `npm run generate` wrote them down from the services themselves. */
function documentedRoutes(): Documented[] {
  const folder = join(repositoryRoot(), 'docs', 'generated', 'openapi')
  return readdirSync(folder).flatMap((file) => {
    const { paths } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
      paths: Record<string, Operations>
    }
    return Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { security = [] }]) => ({
        service: file.replace('.json', ''),
        method: method.toUpperCase(),
        path,
        wantsToken: security.length > 0,
      })),
    )
  })
}

describe('the routing table', () => {
  it('has a row for every route of every service, and leads it there', () => {
    const routes = documentedRoutes()
    assert.ok(routes.length > 20)
    const astray = routes.filter(
      ({ service, method, path }) => findRoute(method, path)?.route?.service !== service,
    )
    assert.deepEqual(astray, [])
  })

  it('wants no token where the service wants none', () => {
    const shut = documentedRoutes().filter(
      ({ method, path, wantsToken }) => !wantsToken && findRoute(method, path)?.route?.auth !== 'open',
    )
    assert.deepEqual(shut, [])
  })

  it('is open for what somebody without an account or a valid token needs, and for nothing else', () => {
    const open = routingTable.filter(({ auth }) => auth === 'open').map(({ path }) => path)
    assert.deepEqual(open, [
      '/.well-known/jwks.json',
      '/.well-known/openid-configuration',
      '/v1/auth/register',
      '/v1/auth/login',
      '/v1/auth/refresh',
      '/v1/auth/password/forgot',
      '/v1/auth/password/reset',
      '/v1/auth/email/verify',
      '/v1/auth/email/confirm',
      '/v1/oauth/token',
      '/v1/oauth/introspect',
      '/v1/oauth/revoke',
      '/v1/profiles/{userId}/avatar',
      '/v1/erasures/{id}',
      '/v1/unsubscribe/{token}',
      '/realtime/',
    ])
  })

  it('leads users as administrators see them to auth, and what is their own to the user service', () => {
    assert.equal(findRoute('GET', '/v1/users')?.route?.service, 'auth')
    assert.equal(findRoute('PATCH', '/v1/users/0190')?.route?.service, 'auth')
    assert.equal(findRoute('DELETE', '/v1/users/me')?.route?.service, 'user')
    assert.equal(findRoute('PATCH', '/v1/users/me')?.route, undefined)
  })
})

describe('finding a route', () => {
  it('prefers a word to a parameter, and takes no longer word for a shorter one', () => {
    assert.equal(findRoute('GET', '/v1/ops/dead-letters/groups')?.route?.path, '/v1/ops/dead-letters/groups')
    assert.equal(findRoute('GET', '/v1/ops/dead-letters/x1')?.route?.path, '/v1/ops/dead-letters/{id}')
    assert.equal(findRoute('GET', '/v1/authority'), undefined)
  })

  it('knows nothing that is not listed: neither addresses below nor above, nor other spellings', () => {
    for (const path of [
      '/',
      '',
      '/v1',
      '/v1/auth',
      '/v1/orders',
      '/metrics',
      '/internal/operations',
      '/v2/auth/me',
      '/V1/auth/me',
      '/v1/auth/me/',
      '/v1/auth/me/x',
      '/v1/profiles/',
      '/v1/profiles/a/b',
    ])
      assert.equal(findRoute('GET', path), undefined, path)
  })

  it('says which methods an address knows when it does not know the one', () => {
    const destination = findRoute('PUT', '/v1/users/me/profile')
    assert.deepEqual(destination, { allow: 'GET, HEAD, OPTIONS, PATCH', guarded: true })
    assert.equal(findRoute('DELETE', '/v1/auth/login')?.guarded, false)
    assert.equal(findRoute('HEAD', '/v1/users/me/profile')?.route?.path, '/v1/users/me/profile')
  })

  it('knows nothing of services that are not there', () => {
    assert.equal(routeFinder(routingTable, ['auth'])('GET', '/v1/users/me/profile'), undefined)
  })

  it('does not let two rows claim one call', () => {
    const [row] = routingTable
    assert.ok(row)
    assert.throws(() => routeFinder([row, row], services), /two rows for GET/)
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
