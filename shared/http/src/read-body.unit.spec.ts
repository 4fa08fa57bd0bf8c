import assert from 'node:assert/strict'
import { deflateSync, gzipSync } from 'node:zlib'
import { freeObject, optional, record, text } from '@eventflow/contracts'
import supertest from 'supertest'
import { ok } from './answer.js'
import { appOf } from './app-under-test.unit.spec.js'
import { formType } from './read-body.js'
import { route } from './route.js'

const about = { summary: 'A route.', tag: 'harbour', answers: { 200: { description: 'It.' } } }
const limitBytes = 100_000

const app = appOf(
  [
    route({
      ...about,
      method: 'post',
      path: '/v1/echo',
      who: 'anyone',
      body: record({ name: optional(text(90_000)), more: optional(freeObject()) }),
      handle: async ({ body }) => ok(body),
    }),
    route({
      ...about,
      method: 'patch',
      path: '/v1/echo',
      who: 'anyone',
      body: record({ name: optional(text(20)) }),
      bodyTypes: ['application/merge-patch+json'],
      handle: async ({ body }) => ok(body),
    }),
    route({
      ...about,
      method: 'put',
      path: '/v1/echo',
      who: 'anyone',
      body: record({ name: optional(text(90_000)), 'more[name]': optional(text(20)) }),
      bodyTypes: [formType],
      handle: async ({ body }) => ok(body),
    }),
    route({ ...about, method: 'delete', path: '/v1/echo', who: 'anyone', handle: async () => ok('gone') }),
  ],
  { http: { bodyLimitBytes: limitBytes, answerWithinMs: 5_000, trustedHops: 1, freshSignInSeconds: 900 } },
)

const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
  supertest(app)
    .post('/v1/echo')
    .set({ 'content-type': 'application/json', ...headers })
    // As it is: what is compressed already is not to be written as JSON once more.
    .serialize((bytes: string) => bytes)
    .send(body)

const refused = async (asked: supertest.Test) => {
  const { status, body } = await asked
  return [status, body.code]
}

const nested = (levels: number) => `{"more":${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}}`

describe('a body that is read', () => {
  it('is JSON in UTF-8, whatever else is said of its type', async () => {
    for (const type of [
      'application/json',
      'application/json; charset=utf-8',
      'APPLICATION/JSON;charset=UTF-8',
      'application/merge-patch+json',
    ])
      assert.deepEqual((await post('{"name":"Gjøa 😀"}', { 'content-type': type }).expect(200)).body, {
        name: 'Gjøa 😀',
      })
  })

  it('may be compressed', async () => {
    const json = Buffer.from('{"name":"Fram"}')
    for (const [encoding, bytes] of [
      ['gzip', gzipSync(json)],
      ['deflate', deflateSync(json)],
    ] as const)
      assert.deepEqual((await post(bytes, { 'content-encoding': encoding }).expect(200)).body, {
        name: 'Fram',
      })
  })

  it('may be missing where no field is required', async () => {
    assert.deepEqual((await supertest(app).post('/v1/echo').expect(200)).body, {})
  })

  it('may be 32 levels deep', async () => {
    await post(nested(31)).expect(200)
    await post(`{"more":{"a":${'['.repeat(30)}1${']'.repeat(30)}}}`).expect(200)
  })

  it('may be as large as the limit', async () => {
    const name = 'x'.repeat(90_000)
    await post(`{"name":"${name}"${' '.repeat(limitBytes - 90_000 - 11)}}`).expect(200)
  })

  it('is not looked at where a route wants none', async () => {
    await supertest(app).delete('/v1/echo').type('text/plain').send('{{{').expect(200)
  })
})

describe('a body that is not read', () => {
  it('is no JSON, or only the beginning of it', async () => {
    for (const body of [
      '{',
      '{"name":"Fr',
      '{"name":Fram}',
      "{'name':1}",
      'name=Fram',
      '{"a":1}{"b":2}',
      '\u0000',
      '[1,]',
    ])
      assert.deepEqual(await refused(post(body)), [400, 'MALFORMED_BODY'], body)
  })

  it('is a single value', async () => {
    for (const body of ['null', '7', '"text"', 'true'])
      assert.deepEqual(await refused(post(body)), [400, 'MALFORMED_BODY'], body)
  })

  it('is of another type, or of none', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/jsonp',
      '',
      'json',
    ])
      assert.deepEqual(
        await refused(post('{}', { 'content-type': type })),
        [415, 'UNSUPPORTED_MEDIA_TYPE'],
        type,
      )
  })

  it('is of a type that the route did not name, and hears which it may be', async () => {
    const answer = await supertest(app).patch('/v1/echo').type('application/json').send('{}').expect(415)
    assert.equal(answer.headers.accept, 'application/merge-patch+json')
    await supertest(app).patch('/v1/echo').type('application/merge-patch+json').send('{}').expect(200)
  })

  it('is in another character set', async () => {
    for (const charset of ['iso-8859-1', 'windows-1252', 'nonsense'])
      assert.deepEqual(
        await refused(post('{}', { 'content-type': `application/json; charset=${charset}` })),
        [415, 'UNSUPPORTED_MEDIA_TYPE'],
      )
  })

  it('is compressed in a way that is not known here', async () => {
    assert.deepEqual(await refused(post('{}', { 'content-encoding': 'zstd-9' })), [
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ])
  })

  it('is broken where it is compressed, and is called so', async () => {
    const whole = gzipSync('{"name":"Fram"}')
    for (const bytes of [whole.subarray(0, whole.length - 10), Buffer.from('not compressed')]) {
      const { status, body } = await post(bytes, { 'content-encoding': 'gzip' })
      assert.deepEqual([status, body.code, body.detail], [400, 'MALFORMED_BODY', 'The body cannot be read.'])
    }
  })

  it('is too large', async () => {
    assert.deepEqual(await refused(post(`{"name":"${'x'.repeat(limitBytes)}"}`)), [413, 'BODY_TOO_LARGE'])
    assert.deepEqual(await refused(post(`{"name":"${'x'.repeat(2_000_000)}"}`)), [413, 'BODY_TOO_LARGE'])
  })

  it('becomes too large when it is unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '), { level: 9 })
    assert.ok(bomb.length < limitBytes)
    assert.deepEqual(await refused(post(bomb, { 'content-encoding': 'gzip' })), [413, 'BODY_TOO_LARGE'])
  })

  it('is nested more than 32 levels deep, by objects or by lists, empty at the end or not', async () => {
    const lists = (levels: number, inside: string) =>
      `{"more":{"a":${'['.repeat(levels - 2)}${inside}${']'.repeat(levels - 2)}}}`
    for (const body of [nested(32), lists(33, ''), lists(33, '1'), nested(10_000), lists(40_000, '')])
      assert.deepEqual(await refused(post(body)), [400, 'BODY_TOO_DEEP'], body.slice(0, 50))
  })

  it('names a field __proto__, anywhere', async () => {
    for (const body of ['{"__proto__":{"admin":true}}', '{"more":{"a":[{"__proto__":1}]}}'])
      assert.deepEqual(await refused(post(body)), [400, 'MALFORMED_BODY'])
  })
})

describe('a form that is read', () => {
  const put = (body: string, type: string = formType) =>
    supertest(app).put('/v1/echo').set('content-type', type).send(body)

  it('is flat: names and texts, decoded, without the fields that were left empty', async () => {
    assert.deepEqual((await put('name=Gj%C3%B8a+%F0%9F%98%80&more[name]=').expect(200)).body, {
      name: 'Gjøa 😀',
    })
    assert.deepEqual((await put('more[name]=x').expect(200)).body, { 'more[name]': 'x' })
  })

  it('has each field once, and no field that is not known', async () => {
    assert.deepEqual(await refused(put('name=a&name=b')), [422, 'INVALID_REQUEST'])
    assert.deepEqual(await refused(put('size=9')), [422, 'INVALID_REQUEST'])
  })

  it('is not JSON, and JSON is no form', async () => {
    assert.deepEqual(await refused(put('{"name":"Fram"}', 'application/json')), [
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ])
    assert.deepEqual(await refused(post('name=Fram', { 'content-type': formType })), [
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ])
  })

  it('is bounded in size and in fields', async () => {
    assert.deepEqual(await refused(put(`name=${'a'.repeat(limitBytes)}`)), [413, 'BODY_TOO_LARGE'])
    assert.deepEqual(await refused(put('a=1&'.repeat(60))), [413, 'BODY_TOO_LARGE'])
  })
})
