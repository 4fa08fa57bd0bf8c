import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { decimal, flag, freeObject, integer, listOf, optional, record, text } from '@eventflow/contracts'
import { ok } from './answer.js'
import { appOf } from './app-under-test.unit.spec.js'
import { type Listening, listen } from './listen.js'
import { route } from './route.js'

const limitBytes = 1_000_000
const about = {
  summary: 'A route.',
  tag: 'harbour',
  who: 'anyone',
  answers: { 200: { description: 'It.' } },
} as const
const seen: unknown[] = []
const ships = route({
  ...about,
  method: 'post',
  path: '/v1/ships',
  body: record({
    name: optional(text(90)),
    length: optional(decimal(0)),
    masts: optional(integer(0)),
    sails: optional(flag()),
    crew: optional(listOf(text(90), 1_000)),
    more: optional(freeObject()),
  }),
  handle: async ({ body }) => {
    seen.push(body)
    return ok({})
  },
})
const ship = route({
  ...about,
  method: 'get',
  path: '/v1/ships/{name}',
  params: { name: text(90) },
  query: { colour: optional(text(20)), limit: optional(integer(1, 100)) },
  handle: async ({ params }) => ok(params),
})

const json = 'application/json'
const utf16 = (value: string) => Buffer.from(value, 'utf16le')
const keys = (count: number) => `{${Array.from({ length: count }, (_, key) => `"k${key}":0`).join(',')}}`
const nest = (open: string, close: string, levels: number) => open.repeat(levels) + close.repeat(levels)

interface Hostile {
  body: string | Buffer
  type?: string
  encoding?: string
  wanted: string
}

const bodies: Readonly<Record<string, Hostile>> = {
  'lists, as deep as the body is long': { body: nest('[', ']', 450_000), wanted: '400 BODY_TOO_DEEP' },
  'objects, as deep as the body is long': {
    body: `${'{"a":'.repeat(160_000)}1${'}'.repeat(160_000)}`,
    wanted: '400 BODY_TOO_DEEP',
  },
  'lists that never close': { body: '['.repeat(900_000), wanted: '400 MALFORMED_BODY' },
  'as many keys as are read': { body: keys(50_000), wanted: '422 INVALID_REQUEST' },
  'as many keys as there is room for': { body: keys(90_000), wanted: '413 BODY_TOO_LARGE' },
  'a million keys': { body: keys(1_000_000), wanted: '413 BODY_TOO_LARGE' },
  'a list of a hundred thousand wrong things': {
    body: `{"crew":[${Array.from({ length: 100_000 }, () => '0').join(',')}]}`,
    wanted: '413 BODY_TOO_LARGE',
  },
  'a number beyond all': { body: '{"length":1e400}', wanted: '400 MALFORMED_BODY' },
  'a number beyond all, where anything may be': {
    body: '{"more":{"a":[-1e400]}}',
    wanted: '400 MALFORMED_BODY',
  },
  'a whole number that is not exact any more': {
    body: '{"masts":9007199254740993}',
    wanted: '422 INVALID_REQUEST',
  },
  'a million digits': { body: `{"masts":${'9'.repeat(900_000)}}`, wanted: '400 MALFORMED_BODY' },
  NaN: { body: '{"length":NaN}', wanted: '400 MALFORMED_BODY' },
  'a key twice, the second one wrong': { body: '{"masts":3,"masts":"3"}', wanted: '422 INVALID_REQUEST' },
  'a field __proto__': { body: '{"__proto__":{"name":"x"}}', wanted: '400 MALFORMED_BODY' },
  'a field __proto__ in other letters': {
    body: '{"\\u005f_proto__":{"name":"x"}}',
    wanted: '400 MALFORMED_BODY',
  },
  'a field constructor': {
    body: '{"constructor":{"prototype":{"name":"x"}}}',
    wanted: '422 INVALID_REQUEST',
  },
  'a field toString': { body: '{"toString":1,"hasOwnProperty":1}', wanted: '422 INVALID_REQUEST' },
  'a NUL': { body: '{"name":"a\\u0000b"}', wanted: '422 INVALID_REQUEST' },
  'half of a pair of surrogates': { body: '{"name":"\\ud800"}', wanted: '422 INVALID_REQUEST' },
  'bytes that are no UTF-8': { body: Buffer.from('{"name":"\xff"}', 'latin1'), wanted: '400 MALFORMED_BODY' },
  'UTF-8 longer than it has to be': {
    body: Buffer.from('{"name":"\xc0\xaf"}', 'latin1'),
    wanted: '400 MALFORMED_BODY',
  },
  'UTF-16': { body: utf16('{"name":"x"}'), wanted: '400 MALFORMED_BODY' },
  'UTF-16 that says so': {
    body: utf16('{"name":"x"}'),
    type: `${json}; charset=utf-16le`,
    wanted: '415 UNSUPPORTED_MEDIA_TYPE',
  },
  'UTF-7, in which quotes hide': {
    body: '{"name":"x+ACI-"}',
    type: `${json}; charset=utf-7`,
    wanted: '415 UNSUPPORTED_MEDIA_TYPE',
  },
  'two character sets': {
    body: '{}',
    type: `${json}; charset=utf-7; charset=utf-8`,
    wanted: '415 UNSUPPORTED_MEDIA_TYPE',
  },
  'two types': { body: '{}', type: `${json}, text/plain`, wanted: '415 UNSUPPORTED_MEDIA_TYPE' },
  'a type that only begins like JSON': {
    body: '{}',
    type: 'application/json-seq',
    wanted: '415 UNSUPPORTED_MEDIA_TYPE',
  },
  'something behind the end': { body: '{}garbage', wanted: '400 MALFORMED_BODY' },
  'two bodies in one': { body: '{}{}', wanted: '400 MALFORMED_BODY' },
  'a comment': { body: '{/**/}', wanted: '400 MALFORMED_BODY' },
  'nothing but blanks': { body: ' '.repeat(900_000), wanted: '400 MALFORMED_BODY' },
  'a gzip bomb': {
    body: gzipSync(Buffer.alloc(100_000_000, ' '), { level: 9 }),
    encoding: 'gzip',
    wanted: '413 BODY_TOO_LARGE',
  },
  'a Brotli bomb': {
    body: brotliCompressSync(Buffer.alloc(100_000_000, ' ')),
    encoding: 'br',
    wanted: '413 BODY_TOO_LARGE',
  },
  'a gzip in a gzip': {
    body: gzipSync(gzipSync('{}')),
    encoding: 'gzip, gzip',
    wanted: '415 UNSUPPORTED_MEDIA_TYPE',
  },
}

const queries: Readonly<Record<string, [string, number]>> = {
  'an operator': ['/v1/ships/Fram?colour[$ne]=red', 422],
  'a list': ['/v1/ships/Fram?colour[]=red', 422],
  'a parameter twice': ['/v1/ships/Fram?colour=red&colour=blue', 422],
  'a thousand parameters': [`/v1/ships/Fram?${'a=1&'.repeat(1_000)}`, 422],
  'a parameter behind a thousand others': [`/v1/ships/Fram?${'&'.repeat(1_000)}masts=1`, 422],
  'a NUL': ['/v1/ships/Fram?colour=%00', 422],
  'bytes that are no UTF-8': ['/v1/ships/Fram?colour=%ff', 400],
  'bytes that are no UTF-8, in the path': ['/v1/ships/%ff', 400],
  'half an escape in the path': ['/v1/ships/%4', 400],
  'a NUL in the path': ['/v1/ships/%00', 422],
  'an escape in an escape': ['/v1/ships/%252e%252e?limit=%31%30%30%30', 422],
  'a number in other digits': ['/v1/ships/Fram?limit=%D9%A3', 422],
  'a number in another base': ['/v1/ships/Fram?limit=0x10', 422],
  'a name that every object has': ['/v1/ships/Fram?hasOwnProperty=1', 422],
}

/** Longer than any of them takes on a busy machine, and much shorter than an attack would be worth. */
const answeredWithinMs = 4_000

const statusAndCode = async (answer: Response) => {
  const { code } = (await answer.json()) as { code?: string }
  return `${answer.status} ${code}`
}

describe('a hostile request', () => {
  let listening: Listening
  before(async () => {
    const http = {
      bodyLimitBytes: limitBytes,
      answerWithinMs: 5_000,
      trustedHops: 1,
      freshSignInSeconds: 900,
    }
    listening = await listen(appOf([ships, ship], { http }), { host: '127.0.0.1', port: 0 })
  })
  after(() => {
    listening.server.closeAllConnections()
    return listening.close()
  })
  // Nothing of it may be left behind in what all objects have in common, or in the process.
  afterEach(async () => {
    assert.deepEqual(Object.keys(Object.prototype), [])
    assert.equal((await fetch(`${listening.url}/v1/ships/Fram`)).status, 200)
  })

  for (const [what, { body, type = json, encoding, wanted }] of Object.entries(bodies))
    it(`S33: is refused in words, and at once: ${what}`, async () => {
      seen.length = 0
      const startedAt = performance.now()
      const answer = await fetch(`${listening.url}/v1/ships`, {
        method: 'POST',
        headers: {
          'content-type': type,
          ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
        },
        body,
      })
      assert.equal(answer.headers.get('content-type'), 'application/problem+json')
      assert.equal(await statusAndCode(answer), wanted)
      const tookMs = performance.now() - startedAt
      assert.ok(tookMs < answeredWithinMs, `after ${tookMs} ms`)
      assert.deepEqual(seen, [])
    })

  for (const [what, [path, status]] of Object.entries(queries))
    it(`is refused for its address: ${what}`, async () => {
      const heard = await said(listening, `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
      assert.match(heard, new RegExp(`^HTTP/1.1 ${status} `))
      assert.match(heard, /content-type: application\/problem\+json/)
    })

  it('S33: is told that it is too large before it is sent', async () => {
    const { heard } = await flood(listening, `content-type: ${json}\r\ncontent-length: ${10 ** 12}`, 0)
    assert.match(heard, /^HTTP\/1\.1 413 [\s\S]*BODY_TOO_LARGE/)
  })

  for (const [what, head, status] of [
    ['chunks without an end', 'transfer-encoding: chunked', 413],
    ['a terabyte that was announced', `content-length: ${10 ** 12}`, 413],
    ['chunks without an end, of a type that is not read', 'transfer-encoding: chunked\r\nx: y', 415],
  ] as const)
    it(`S33: is answered while it is still sent, and then hung up on: ${what}`, async () => {
      const type = status === 415 ? 'text/plain' : json
      const { heard, tookMs } = await flood(listening, `${head}\r\ncontent-type: ${type}`, Infinity)
      assert.match(heard, new RegExp(`^HTTP/1\\.1 ${status} `))
      assert.ok(tookMs < answeredWithinMs, `after ${tookMs} ms`)
    })
})

/** Sends chunks of a valid body, at most so many, for as long as it is listened to. */
async function flood({ url }: Listening, head: string, chunksAtMost: number) {
  const startedAt = performance.now()
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1' })
  const heard: Buffer[] = []
  socket.on('data', (part) => heard.push(part)).on('error', () => undefined)
  socket.write(`POST /v1/ships HTTP/1.1\r\nhost: x\r\n${head}\r\n\r\n`)
  let chunks = 0
  const more = () => {
    if (chunks++ < chunksAtMost && !socket.destroyed && socket.write(chunk)) setImmediate(more)
  }
  socket.on('drain', more)
  more()
  if (chunksAtMost === 0) await once(socket, 'data')
  // Not `once`, which takes being cut off for a failure.
  else await new Promise((resolve) => socket.once('close', resolve))
  socket.destroy()
  return { heard: Buffer.concat(heard).toString(), tookMs: performance.now() - startedAt }
}

const chunk = `4000\r\n${' '.repeat(0x4000)}\r\n`

async function said({ url }: Listening, words: string): Promise<string> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1' })
  socket.write(words)
  const heard: Buffer[] = []
  socket.on('data', (chunk) => heard.push(chunk)).on('error', () => undefined)
  await once(socket, 'close')
  return Buffer.concat(heard).toString()
}
