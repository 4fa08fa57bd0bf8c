import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import type { CallerError } from '@eventflow/runtime'
import { goodHeader, newKeyPair, signed } from './app-under-test.unit.spec.js'
import {
  encoded,
  good,
  isRefused,
  privateKey,
  publicKey,
  seconds,
  tokenWith,
  verifierAt,
} from './tokens-under-test.unit.spec.js'

describe('a token that is refused', () => {
  it('was changed in any one character', async () => {
    const token = tokenWith()
    const verify = verifierAt()
    await verify(token)
    for (let at = 0; at < token.length; at++) {
      const changed = token[at] === 'A' ? 'B' : 'A'
      await isRefused(token.slice(0, at) + changed + token.slice(at + 1), verify)
    }
  })

  it('has claims that were not signed', async () => {
    const [header, , signature] = tokenWith().split('.')
    await isRefused(`${header}.${encoded({ ...good(), roles: ['admin'] })}.${signature}`)
  })

  it('is signed by somebody else', async () => {
    await isRefused(tokenWith({}, {}, newKeyPair().privateKey))
  })

  it('is not signed at all, however "none" is written', async () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '', undefined, null, ['ES256']]) {
      const unsigned = `${encoded({ ...goodHeader, alg })}.${encoded(good())}`
      for (const token of [`${unsigned}.`, unsigned, `${unsigned}.${tokenWith().split('.')[2]}`])
        await isRefused(token)
    }
  })

  it('is signed with the public key as if it were a shared secret', async () => {
    const secrets = [
      publicKey.export({ type: 'spki', format: 'pem' }),
      publicKey.export({ type: 'spki', format: 'der' }),
      JSON.stringify(publicKey.export({ format: 'jwk' })),
    ]
    for (const alg of ['HS256', 'hs256', 'HS512'])
      for (const secret of secrets) {
        const input = `${encoded({ ...goodHeader, alg })}.${encoded(good())}`
        const hash = alg === 'HS512' ? 'sha512' : 'sha256'
        await isRefused(`${input}.${createHmac(hash, secret).update(input).digest('base64url')}`)
      }
  })

  it('names an algorithm that is not on the list, or ours in another spelling, and no key is looked for', async () => {
    const verify = verifierAt(undefined, { keyOf: async () => assert.fail('a key was looked for') })
    for (const alg of ['es256', 'Es256', 'ES384', 'ES512', 'ES256K', 'RS256', 'PS256', 'EdDSA', ' ES256'])
      await isRefused(tokenWith({}, { alg }), verify)
  })

  it('brings its own key, or says where to fetch it, and nothing is fetched', async () => {
    const { publicKey: ownPublic, privateKey: ownPrivate } = newKeyPair()
    const jwk = ownPublic.export({ format: 'jwk' })
    const askedFor: string[] = []
    const verify = verifierAt(undefined, {
      keyOf: async (kid) => {
        askedFor.push(kid)
        return kid === goodHeader.kid ? publicKey : undefined
      },
    })
    // A closed port: whoever followed such an address would fail with another error than a refusal.
    const url = 'http://127.0.0.1:9/keys.json'
    for (const header of [
      { jwk },
      { jku: url },
      { x5u: url },
      { x5c: ['AAAA'] },
      { jwk, jku: url, kid: url },
    ])
      await isRefused(tokenWith({}, header, ownPrivate), verify)
    assert.deepEqual(askedFor, ['key-1', 'key-1', 'key-1', 'key-1', url])
  })

  it('names no key, or none that is known', async () => {
    for (const kid of [undefined, '', 'key-2', 1, null, ['key-1'], { toString: 'key-1' }, '__proto__'])
      await isRefused(tokenWith({}, { kid }))
  })

  it('has no end, or an end that cannot be read', async () => {
    for (const exp of [undefined, null, `${seconds + 600}`, 'never', {}]) await isRefused(tokenWith({ exp }))
  })

  it('is not yet good, or says so in a way that cannot be read', async () => {
    for (const nbf of [seconds + 60, 'soon']) await isRefused(tokenWith({ nbf }))
  })

  it('is of another kind: an id token, a refresh token, any JWT', async () => {
    for (const typ of [undefined, 'JWT', 'jwt', 'rt+jwt', 'at+jwt ', 'logout+jwt', ['at+jwt']])
      await isRefused(tokenWith({}, { typ }))
  })

  it('is for somebody else', async () => {
    for (const aud of [undefined, 'other', 'Eventflow', 'eventflow2', ['other'], [], '', null])
      await isRefused(tokenWith({ aud }))
  })

  it('is from somebody else', async () => {
    for (const iss of [undefined, 'other', 'Eventflow', 'https://eventflow', ['other'], ''])
      await isRefused(tokenWith({ iss }))
  })

  it('does not say who, in which session, by which id or since when', async () => {
    for (const name of ['sub', 'sid', 'jti', 'iat'])
      for (const value of [undefined, null, {}, true]) await isRefused(tokenWith({ [name]: value }))
  })

  it('is no token', async () => {
    for (const token of [
      '',
      '.',
      '..',
      '...',
      'a.b.c',
      'x'.repeat(100),
      `${encoded('{')}.${encoded('{')}.AAAA`,
      `${encoded('null')}.e30.AAAA`,
      `${tokenWith()}.AAAA`,
    ])
      await isRefused(token)
  })

  it('has claims that are no object', async () => {
    for (const claims of ['"text"', '[]', '7', 'null']) {
      const input = `${encoded(goodHeader)}.${encoded(claims)}`
      const [, , signature] = signed(goodHeader, good(), privateKey).split('.')
      await isRefused(`${input}.${signature}`)
    }
  })

  it('is longer than any that is issued, and its key is not even looked for', async () => {
    let asked = 0
    const verify = verifierAt(undefined, {
      keyOf: async () => {
        asked += 1
        return publicKey
      },
    })
    await isRefused(tokenWith({ padding: 'x'.repeat(5_000) }), verify)
    assert.equal(asked, 0)
  })

  it('is refused in the same words, whatever is wrong with it', async () => {
    const verify = verifierAt()
    const tellings = await Promise.all(
      [tokenWith({ exp: 1 }), tokenWith({ iss: 'x' }), tokenWith({}, { kid: 'x' }), 'nonsense'].map((token) =>
        verify(token).catch(({ message, facts }: CallerError) => JSON.stringify([message, facts])),
      ),
    )
    assert.equal(new Set(tellings).size, 1)
  })
})
