import assert from 'node:assert/strict'
import { answerWell, type GatewayUnderTest, gatewayUnderTest, said } from './gateway-under-test.int.spec.js'

const statusOf = (heard: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(heard)?.[1] ?? 0)

describe('a request on the wire', () => {
  let gateway: GatewayUnderTest

  before(async () => {
    gateway = await gatewayUnderTest()
  })
  after(() => gateway.close())
  beforeEach(() => {
    gateway.upstream.requests.length = 0
    gateway.upstream.answer = answerWell
  })

  const authorization = () => `authorization: Bearer ${gateway.identity.token()}\r\n`
  const patch = (fields: string, body: string) =>
    said(
      gateway.url,
      `PATCH /v1/users/me/profile HTTP/1.1\r\nhost: x\r\n${authorization()}content-type: application/json\r\n` +
        `connection: close\r\n${fields}\r\n${body}`,
    )

  const smuggled = 'GET /v1/ops/dead-letters HTTP/1.1\r\nhost: x\r\n\r\n'
  for (const [what, fields, body] of [
    ['a length and chunks', 'content-length: 4\r\ntransfer-encoding: chunked\r\n', `0\r\n\r\n${smuggled}`],
    ['chunks and a length', 'transfer-encoding: chunked\r\ncontent-length: 4\r\n', `0\r\n\r\n${smuggled}`],
    ['two lengths', 'content-length: 0\r\ncontent-length: 44\r\n', smuggled],
    ['two lengths in one field', 'content-length: 0, 44\r\n', smuggled],
    ['a signed length', 'content-length: +4\r\n', 'abcd'],
    ['a length in hexadecimal', 'content-length: 0x4\r\n', 'abcd'],
    ['a negative length', 'content-length: -1\r\n', ''],
    ['an encoding after chunked', 'transfer-encoding: chunked, identity\r\n', `0\r\n\r\n${smuggled}`],
    ['an unknown encoding', 'transfer-encoding: xchunked\r\n', `0\r\n\r\n${smuggled}`],
    ['chunked with a blank before the colon', 'transfer-encoding : chunked\r\n', `0\r\n\r\n${smuggled}`],
    ['chunked twice', 'transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n', `0\r\n\r\n${smuggled}`],
    ['a folded field', 'x-a: b\r\n transfer-encoding: chunked\r\n', `0\r\n\r\n${smuggled}`],
    ['a bare line feed', 'x-a: b\ntransfer-encoding: chunked\r\n', `0\r\n\r\n${smuggled}`],
    ['a bare carriage return', 'x-a: b\rtransfer-encoding: chunked\r\n', `0\r\n\r\n${smuggled}`],
    ['a null byte', 'x-a: b\0c\r\ncontent-length: 0\r\n', ''],
    ['a chunk size that is no number', 'transfer-encoding: chunked\r\n', 'xyz\r\nabc\r\n0\r\n\r\n'],
    ['a signed chunk size', 'transfer-encoding: chunked\r\n', '+3\r\nabc\r\n0\r\n\r\n'],
    ['a chunk size without end', 'transfer-encoding: chunked\r\n', 'fffffffffffffffff\r\nabc\r\n0\r\n\r\n'],
    ['a chunk longer than it says', 'transfer-encoding: chunked\r\n', '3\r\nabcd\r\n0\r\n\r\n'],
  ] as const)
    it(`S33: is refused when two servers could read it differently: ${what}`, async () => {
      const heard = await patch(fields, body)
      assert.ok([0, 400, 413, 503].includes(statusOf(heard)), heard.slice(0, 60))
      assert.equal(heard.split('HTTP/1.1 ').length - 1 <= 1, true, 'one answer at the most')
      // What could not be read to its end never becomes a request of its own.
      assert.ok(gateway.upstream.requests.every(({ url }) => url === '/v1/users/me/profile'))
    })

  for (const target of [
    'http://127.0.0.1/v1/users/me/profile',
    'https://evil.test/v1/users/me/profile',
    '*',
    'evil.test:443',
  ])
    it(`S33: is refused when it is addressed to a proxy: ${target}`, async () => {
      const words = `GET ${target} HTTP/1.1\r\nhost: x\r\n${authorization()}connection: close\r\n\r\n`
      assert.equal(statusOf(await said(gateway.url, words)), 400)
      assert.equal(gateway.upstream.requests.length, 0)
    })

  it('S33: is not answered as TRACE or CONNECT', async () => {
    const words = (method: string) =>
      `${method} /v1/users/me/profile HTTP/1.1\r\nhost: x\r\n${authorization()}connection: close\r\n\r\n`
    assert.equal(statusOf(await said(gateway.url, words('TRACE'))), 405)
    assert.equal(statusOf(await said(gateway.url, words('CONNECT'))), 0)
    assert.equal(gateway.upstream.requests.length, 0)
  })

  it('S33: has fields of 16 KB at the most, and a hundred of them that count', async () => {
    const bomb = 'x-bomb: 1\r\n'.repeat(5_000)
    const words = `GET /v1/users/me/profile HTTP/1.1\r\nhost: x\r\n${bomb}\r\n`
    assert.equal(statusOf(await said(gateway.url, words)), 431)
  })

  const megabyte = Buffer.alloc(1_000_001, 'x')

  it('S33: has a body within the bound of its route, which is seen before anything is passed on', async () => {
    const { body } = await gateway
      .signedIn()
      .patch('/v1/users/me/profile')
      .send({ x: 'x'.repeat(1_000_000) })
    assert.equal(body.code, 'BODY_TOO_LARGE')
    await gateway
      .anonymous()
      .post('/v1/auth/login')
      .send({ x: 'x'.repeat(100_000) })
      .expect(413)
    assert.equal(gateway.upstream.requests.length, 0)
  })

  it('S33: has a body within its bound also when it does not say how long it is', async () => {
    gateway.upstream.answer = (request, response) => {
      request.resume().on('end', () => answerWell(request, response))
    }
    const chunks = (bytes: Buffer) =>
      Buffer.concat([
        Buffer.from(`${bytes.length.toString(16)}\r\n`),
        bytes,
        Buffer.from('\r\n0\r\n\r\n'),
      ]).toString('latin1')
    assert.equal(statusOf(await patch('transfer-encoding: chunked\r\n', chunks(megabyte))), 413)
    const justRight = megabyte.subarray(0, 1_000_000)
    assert.equal(statusOf(await patch('transfer-encoding: chunked\r\n', chunks(justRight))), 200)
  })

  it('S33: may be refused half-way by its service, again and again, and no fault comes of it', async () => {
    gateway.upstream.answer = (_request, response) => {
      response.writeHead(403, { 'content-type': 'application/problem+json' }).end('{}')
    }
    const body = JSON.stringify({ x: 'x'.repeat(900_000) })
    const headers = {
      authorization: `Bearer ${gateway.identity.token()}`,
      'content-type': 'application/json',
    }
    for (let count = 0; count < 40; count++) {
      const signal = AbortSignal.timeout(5_000)
      const answer = await fetch(`${gateway.url}/v1/users/me/profile`, {
        method: 'PATCH',
        headers,
        body,
        signal,
      })
      assert.equal(answer.status, 403)
      await answer.arrayBuffer()
    }
  })

  it('lets clients ask for another protocol in vain', async () => {
    const words = `GET /v1/users/me/profile HTTP/1.1\r\nhost: x\r\n${authorization()}connection: upgrade, close\r\nupgrade: h2c\r\n\r\n`
    assert.equal(statusOf(await said(gateway.url, words)), 200)
  })
})
