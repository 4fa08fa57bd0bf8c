import assert from 'node:assert/strict'
import type { KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CallerError } from '@eventflow/runtime'
import { goodClaims, goodHeader, keptLog, newKeyPair, signed } from './app-under-test.unit.spec.js'
import { remoteKeys } from './keys.js'
import { createVerifier } from './verify-token.js'

const jwkOf = (kid: string, key: KeyObject = newKeyPair().publicKey) => ({
  ...key.export({ format: 'jwk' }),
  kid,
  use: 'sig',
  alg: 'ES256',
})

const isUnavailable = (error: unknown) => error instanceof CallerError && error.code === 'UNAVAILABLE'

describe('the keys that auth publishes', () => {
  let server: Server
  let url: string
  let fetches: number
  let time: number
  let pauses: number[]
  /** What the key set answers: text as it is, or a broken connection. */
  let answer: string | 'broken'
  let status: number

  beforeEach(async () => {
    fetches = 0
    time = 1_000_000
    pauses = []
    status = 200
    server = createServer((request, response) => {
      fetches += 1
      assert.equal(request.url, '/.well-known/jwks.json')
      if (answer === 'broken') request.socket.destroy()
      else response.writeHead(status, { 'content-type': 'application/json' }).end(answer)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })

  afterEach(() => {
    server.close()
    server.closeAllConnections()
  })

  const publish = (...keys: object[]) => {
    answer = JSON.stringify({ keys })
  }
  /** Whoever waits for the next look does so in the time of the spec. */
  const pause = async (ms: number) => {
    pauses.push(ms)
    time += ms
  }
  const keysFor = (log = keptLog()) => remoteKeys(url, { logger: log.logger, now: () => time, pause })

  it('are fetched at the first need, and then kept', async () => {
    const { publicKey } = newKeyPair()
    publish(jwkOf('a', publicKey))
    const keyOf = keysFor()
    assert.equal(fetches, 0)
    assert.ok((await keyOf('a'))?.equals(publicKey))
    for (let count = 0; count < 100; count++) await keyOf('a')
    assert.equal(fetches, 1)
  })

  it('are fetched once for all who wait for them at the same time', async () => {
    publish(jwkOf('a'))
    const keyOf = keysFor()
    const found = await Promise.all(Array.from({ length: 50 }, () => keyOf('a')))
    assert.ok(found.every((key) => key !== undefined))
    assert.equal(fetches, 1)
  })

  it('are looked for anew when a token names one that is not known, and a new one is found', async () => {
    publish(jwkOf('a'))
    const keyOf = keysFor()
    await keyOf('a')
    publish(jwkOf('a'), jwkOf('b'))
    time += 6_000
    assert.ok(await keyOf('b'))
    assert.equal(fetches, 2)
  })

  it('S9: are looked at once a second at most, however many tokens name keys that were made up', async () => {
    publish(jwkOf('a'))
    const keyOf = keysFor()
    await keyOf('a')
    const flood = async (tag: string) => {
      const names = Array.from({ length: 900 }, (_, index) => `${tag}-${index}`)
      assert.ok((await Promise.all(names.map(keyOf))).every((key) => key === undefined))
    }
    for (let second = 1; second <= 5; second++) {
      await flood(`in second ${second}`)
      assert.equal(fetches, 1 + second)
      assert.deepEqual(
        pauses,
        Array.from({ length: second }, () => 1_000),
      )
    }
    time += 700
    await flood('later')
    assert.equal(pauses.at(-1), 300)
    assert.ok(await keyOf('a'))
  })

  it('S9: are waited for by a thousand tokens at most; one more of those with a strange key is refused at once', async () => {
    publish(jwkOf('a'))
    const keyOf = keysFor()
    await keyOf('a')
    publish(jwkOf('a'), jwkOf('b'))
    const waiting = Array.from({ length: 1_000 }, () => keyOf('b'))
    assert.equal(await keyOf('b'), undefined)
    assert.equal(fetches, 1)
    assert.ok(await keyOf('a'))
    assert.ok((await Promise.all(waiting)).every((key) => key !== undefined))
    assert.equal(fetches, 2)
  })

  it('S9: are found by a token that comes while a look is under way which began before its key was there', async () => {
    publish(jwkOf('a'))
    const answered = new Promise<void>((resolve) => {
      server.removeAllListeners('request')
      server.on('request', (_request, response) => {
        fetches += 1
        const now = answer as string
        // What is answered is what was there when the look began.
        publish(jwkOf('a'), jwkOf('b'))
        response.writeHead(200, { 'content-type': 'application/json' }).end(now)
        resolve()
      })
    })
    const keyOf = keysFor()
    const first = keyOf('a')
    await answered
    assert.ok(await keyOf('b'))
    assert.ok(await first)
    assert.equal(fetches, 2)
  })

  it('are renewed in the background after five minutes, while the old ones go on', async () => {
    publish(jwkOf('a'))
    const keyOf = keysFor()
    await keyOf('a')
    publish(jwkOf('a'), jwkOf('b'))
    time += 5 * 60_000
    await keyOf('a')
    time += 1
    const asked = once(server, 'request')
    assert.ok(await keyOf('a'))
    await asked
    // Who asks for a key that is not known waits for the fetch that is under way.
    assert.ok(await keyOf('b'))
    assert.equal(fetches, 2)
  })

  for (const [what, away] of [
    ['breaks the connection', () => 'broken'],
    ['answers with an error', () => JSON.stringify({ keys: [jwkOf('not-yet')] })],
    ['answers with no JSON', () => '<html>'],
    ['answers with no keys', () => '{"keys":[]}'],
    ['answers with keys of another kind', () => '{"keys":[{"kid":"rsa","kty":"RSA","n":"AQAB","e":"AQAB"}]}'],
    ['answers with something else', () => '{"error":"x"}'],
  ] as const)
    it(`are kept for as long as auth ${what}, and renewed when it is back`, async () => {
      const log = keptLog()
      publish(jwkOf('a'))
      const keyOf = keysFor(log)
      await keyOf('a')
      answer = away()
      status = what.includes('error') ? 500 : 200
      for (let hour = 1; hour <= 3; hour++) {
        time += 3_600_000
        assert.ok(await keyOf('a'))
        // Nothing can be said about a strange key meanwhile, and 401 would sign somebody out.
        await assert.rejects(keyOf('nobody'), isUnavailable)
        assert.equal(fetches, 1 + 2 * hour)
      }
      assert.equal(log.lines().filter(({ level }) => level === 'warn').length, 6)
      status = 200
      publish(jwkOf('b'))
      time += 6_000
      assert.ok(await keyOf('b'))
      assert.equal(await keyOf('a'), undefined)
    })

  it('are unavailable, which is no verdict on a token, until they could be fetched for the first time', async () => {
    answer = 'broken'
    const keyOf = keysFor()
    await assert.rejects(keyOf('a'), isUnavailable)
    await assert.rejects(keyOf('a'), isUnavailable)
    assert.equal(fetches, 2)
    assert.deepEqual(pauses, [1_000])
    publish(jwkOf('a'))
    assert.ok(await keyOf('a'))
  })

  it('are those of our kind alone', async () => {
    publish(
      { kty: 'RSA', kid: 'rsa', n: 'AQAB', e: 'AQAB' },
      { kty: 'oct', kid: 'shared', k: 'c2VjcmV0' },
      { ...jwkOf('p384'), crv: 'P-384' },
      { ...jwkOf('x'), kid: undefined },
      jwkOf('ours'),
    )
    const keyOf = keysFor()
    assert.ok(await keyOf('ours'))
    for (const kid of ['rsa', 'shared', 'p384', 'x', 'undefined']) assert.equal(await keyOf(kid), undefined)
  })

  it('do not stop working because one of them is broken', async () => {
    publish({ ...jwkOf('broken'), x: 'AAAA', y: 'AAAA' }, jwkOf('ours'))
    const keyOf = keysFor()
    assert.ok(await keyOf('ours'))
    assert.equal(await keyOf('broken'), undefined)
  })

  it('S9: rotate without a live token being refused: published first, used later, the old one kept', async () => {
    const [first, second] = [newKeyPair(), newKeyPair()]
    const [a, b] = [jwkOf('a', first.publicKey), jwkOf('b', second.publicKey)]
    const keyOf = keysFor()
    const verify = createVerifier({
      issuer: 'eventflow',
      audience: 'eventflow',
      keyOf,
      now: () => time,
    })
    const tokenBy = (kid: string, { privateKey }: { privateKey: KeyObject }) =>
      signed({ ...goodHeader, kid }, goodClaims(time), privateKey)
    publish(a)
    await verify(tokenBy('a', first))
    const last = tokenBy('a', first)
    publish(a, b)
    time += 60_000
    await Promise.all(Array.from({ length: 20 }, () => verify(tokenBy('b', second))))
    await verify(last)
    await verify(tokenBy('a', first))
    assert.equal(fetches, 2)
    publish(b)
    time += 11 * 60_000
    await verify(tokenBy('b', second))
    assert.equal(await keyOf('nobody'), undefined)
    await assert.rejects(verify(tokenBy('a', first)))
    assert.equal(fetches, 5)
  })

  it('are not fetched from where the answer sends us', async () => {
    publish(jwkOf('a'))
    const elsewhere = createServer((_request, response) => {
      response.writeHead(302, { location: `${url}/.well-known/jwks.json` }).end()
    }).listen(0, '127.0.0.1')
    await once(elsewhere, 'listening')
    const { port } = elsewhere.address() as AddressInfo
    await assert.rejects(remoteKeys(`http://127.0.0.1:${port}`, { logger: keptLog().logger })('a'))
    assert.equal(fetches, 0)
    elsewhere.close()
    elsewhere.closeAllConnections()
  })
})
