import assert from 'node:assert/strict'
import { createHmac, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLogger } from '@eventflow/runtime'
import { openRedis, type Redis } from '@eventflow/runtime/redis'
import { type BrokerProxy, brokerProxy, eventually, stackAddresses, testIdentity } from '@eventflow/testing'
import { answerWell, type GatewayUnderTest, gatewayUnderTest } from './gateway-under-test.int.spec.js'

const profile = '/v1/users/me/profile'

describe('a token at the gateway', () => {
  let gateway: GatewayUnderTest
  let line: BrokerProxy
  let redisUrl: string
  let redis: Redis

  before(async () => {
    const address = new URL(stackAddresses().redisUrl)
    line = await brokerProxy({ host: address.hostname, port: Number(address.port) })
    redisUrl = line.urlFor(address.href)
    gateway = await gatewayUnderTest({ REDIS_URL: redisUrl })
    redis = await openRedis({ url: address.href }, { logger: createLogger('spec', 'silent') })
    await eventually(() => redis.client.ping())
  })
  after(async () => {
    await redis.close()
    await gateway.close()
    await line.close()
  })
  beforeEach(() => {
    gateway.upstream.requests.length = 0
    gateway.upstream.answer = answerWell
  })

  const refused = async (token: string) => {
    await gateway.anonymous().get(profile).set('authorization', `Bearer ${token}`).expect(401)
    assert.equal(gateway.upstream.requests.length, 0)
  }
  const encoded = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url')

  it('S1: is refused when one byte of it was changed', async () => {
    const [header, payload, signature] = gateway.identity.token().split('.')
    const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString())
    await refused(`${header}.${encoded({ ...claims, roles: ['admin'] })}.${signature}`)
  })

  it('S2: is refused with any algorithm but the one that is allowed', async () => {
    const [, payload] = gateway.identity.token().split('.')
    for (const alg of ['none', 'None', 'nOnE', 'es256', 'RS256'])
      await refused(`${encoded({ alg, typ: 'at+jwt', kid: 'test-key' })}.${payload}.`)
    const keys = await (await fetch(`${gateway.identity.url}/.well-known/jwks.json`)).text()
    const head = encoded({ alg: 'HS256', typ: 'at+jwt', kid: 'test-key' })
    const signature = createHmac('sha256', keys).update(`${head}.${payload}`).digest('base64url')
    await refused(`${head}.${payload}.${signature}`)
  })

  it('S3: cannot bring its own key along, nor say where one is', async () => {
    let visits = 0
    const server = createServer((_request, response) => {
      visits++
      response.end('{}')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const evil = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`
    const stranger = await testIdentity()
    const [jwk] = ((await (await fetch(stranger.url)).json()) as { keys: Array<Record<string, unknown>> })
      .keys
    await refused(stranger.token({}, { jwk }))
    await refused(stranger.token({}, { jku: evil, kid: 'unknown-key' }))
    await refused(stranger.token({}, { x5u: evil }))
    assert.equal(visits, 0)
    await stranger.close()
    server.close()
  })

  it('S4: is refused when it has expired, is not valid yet, or never expires', async () => {
    const now = Math.floor(Date.now() / 1_000)
    await refused(gateway.identity.token({ exp: now - 6 }))
    await refused(gateway.identity.token({ nbf: now + 60 }))
    await gateway
      .signedIn({ exp: now - 2 })
      .get(profile)
      .expect(200)
  })

  it('S5: is refused when it is of another kind', async () => {
    for (const typ of ['JWT', 'rt+jwt', 'reset+jwt', '']) await refused(gateway.identity.token({}, { typ }))
    await refused('a-refresh-token-is-no-jwt')
  })

  it('S6: is refused when it is for another audience or from another issuer', async () => {
    await refused(gateway.identity.token({ aud: 'somewhere-else' }))
    await refused(gateway.identity.token({ iss: 'eventflow/' }))
  })

  it('S9: with a made-up key id leads to few questions, however many come', async () => {
    const before = gateway.identity.asked()
    await Promise.all(
      Array.from({ length: 50 }, () =>
        gateway
          .anonymous()
          .get(profile)
          .set('authorization', `Bearer ${gateway.identity.token({}, { kid: randomUUID() })}`)
          .expect(401),
      ),
    )
    assert.ok(gateway.identity.asked() - before <= 3, `${gateway.identity.asked() - before} questions`)
  })

  it('S15: stops working within a second of the end of its session, with all gateways', async () => {
    const other = await gateway.start({ REDIS_URL: redisUrl })
    const sid = randomUUID()
    const userId = randomUUID()
    for (const at of [gateway.url, other.url])
      await gateway.signedIn({ sid, userId }, at).get(profile).expect(200)
    await redis.client.set(`revoked:${sid}`, '1', { expiration: { type: 'EX', value: 60 } })
    const endedAt = Date.now()
    for (const at of [gateway.url, other.url])
      await eventually(async () => gateway.signedIn({ sid, userId }, at).get(profile).expect(401))
    assert.ok(Date.now() - endedAt < 1_000)
    await other.stop()
  })

  it('S31: is neither good nor bad while no key is known: 503, never through', async () => {
    gateway.identity.pause()
    const lost = await gateway.start({ REDIS_URL: redisUrl })
    const { headers } = await gateway.signedIn({}, lost.url).get(profile).expect(503)
    assert.ok(Number(headers['retry-after']) >= 1)
    await gateway.anonymous(lost.url).get(profile).expect(401)
    assert.equal(gateway.upstream.requests.length, 0)
    gateway.identity.resume()
    await lost.stop()
  })

  it('S31: is still checked with the keys known so far while auth is away', async () => {
    await gateway.signedIn().get(profile).expect(200)
    gateway.identity.pause()
    await gateway.signedIn().get(profile).expect(200)
    await gateway.anonymous().get(profile).set('authorization', 'Bearer a.b.c').expect(401)
    gateway.identity.resume()
  })

  it('S31: is checked with the keys of any instance of auth that answers', async () => {
    const some = await gateway.start({ AUTH_URL: `http://127.0.0.1:1,${gateway.identity.url}` })
    await gateway.signedIn({}, some.url).get(profile).expect(200)
  })

  describe('while Redis is away', () => {
    const ended = { sid: randomUUID(), userId: randomUUID() }

    before(async () => {
      await redis.client.set(`revoked:${ended.sid}`, '1', { expiration: { type: 'EX', value: 60 } })
      await gateway.signedIn(ended).get(profile).expect(401)
      line.off()
    })
    after(() => line.on())

    it('S31: is believed where no lasting harm can be done, and refused with 503 where it can', async () => {
      await gateway.signedIn().get(profile).expect(200)
      const { body } = await gateway.signedIn().delete('/v1/users/me').expect(503)
      assert.equal(body.code, 'UNAVAILABLE')
      assert.equal(gateway.upstream.requests.length, 1)
    })

    it('S31: is refused when it is known here that its session was ended', async () => {
      await gateway.signedIn(ended).get(profile).expect(401)
      assert.equal(gateway.upstream.requests.length, 0)
    })

    it('S31: is counted by this gateway alone, but counted', async () => {
      const { headers } = await gateway.signedIn().get(profile).expect(200)
      assert.match(String(headers.ratelimit), /^"default";r=\d+;t=\d+$/)
    })
  })
})
