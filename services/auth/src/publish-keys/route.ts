// GET /.well-known/jwks.json: the public keys that access tokens are checked with.
import { freeObject, listOf, record } from '@eventflow/contracts'
import { ok, route } from '@eventflow/http'
import type { SigningKeys } from '../signing-keys.js'

const cacheSeconds = 60

export const publishKeys = ({ signingKeys }: { signingKeys: SigningKeys }) =>
  route({
    method: 'get',
    path: '/.well-known/jwks.json',
    summary: 'The keys that sign access tokens (RFC 7517).',
    tag: 'auth',
    who: 'anyone',
    answers: { 200: { description: 'The key set.', body: record({ keys: listOf(freeObject(), 1_000) }) } },
    handle: async () =>
      ok(signingKeys.published(), { headers: { 'cache-control': `public, max-age=${cacheSeconds}` } }),
  })
