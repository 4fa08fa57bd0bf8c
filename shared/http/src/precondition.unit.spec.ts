import assert from 'node:assert/strict'
import { CallerError } from '@eventflow/runtime'
import supertest from 'supertest'
import { ok } from './answer.js'
import { appOf } from './app-under-test.unit.spec.js'
import { requireMatch } from './precondition.js'
import { route } from './route.js'

const about = {
  summary: 'A route.',
  tag: 'harbour',
  who: 'anyone',
  answers: { 200: { description: 'It.' } },
} as const

const app = appOf([
  route({
    ...about,
    method: 'get',
    path: '/v1/ship',
    handle: async () => ok({ name: 'Fram' }, { version: 3 }),
  }),
  route({ ...about, method: 'get', path: '/v1/list', handle: async () => ok([]) }),
  route({
    ...about,
    method: 'patch',
    path: '/v1/ship',
    handle: async ({ headers }) => {
      requireMatch(headers, 3)
      return ok({ name: 'Fram' }, { version: 4 })
    },
  }),
])

describe('a change of something that has versions', () => {
  for (const [name, given, outcome] of [
    ['the version that is there', '"v3"', 200],
    ['any version', '*', 200],
    ['one of several versions', '"v1", "v3"', 200],
    ['several versions without blanks', '"v1","v3"', 200],
    ['an older version', '"v2"', 412],
    ['a version that is not there yet', '"v4"', 412],
    ['a version that only begins alike', '"v33"', 412],
    ['a version without quotes', 'v3', 412],
    ['a weak version, which is not good for changes', 'W/"v3"', 412],
    ['something else', 'nonsense', 412],
    ['nothing', '', 428],
    ['only commas', ' , ', 428],
  ] as const)
    it(`is ${outcome === 200 ? 'made' : `refused with ${outcome}`} when it names ${name}`, async () => {
      const { status, body, headers } = await supertest(app).patch('/v1/ship').set('if-match', given)
      assert.equal(status, outcome)
      if (outcome === 200) assert.equal(headers.etag, '"v4"')
      if (outcome === 412) assert.deepEqual([body.code, headers.etag], ['STALE', '"v3"'])
      if (outcome === 428) assert.equal(body.code, 'PRECONDITION_REQUIRED')
    })

  it('is refused with 428 when it has no If-Match at all', async () => {
    await supertest(app).patch('/v1/ship').expect(428)
    assert.throws(
      () => requireMatch({}, 1),
      (error) => error instanceof CallerError && error.status === 428,
    )
  })
})

describe('a read of something that has versions', () => {
  for (const [name, given, outcome] of [
    ['this version', '"v3"', 304],
    ['this version as a weak one', 'W/"v3"', 304],
    ['this version among others', '"v1", W/"v3"', 304],
    ['any version', '*', 304],
    ['another version', '"v2"', 200],
    ['nothing', '', 200],
  ] as const)
    it(`is answered ${outcome} to somebody who has ${name}`, async () => {
      const { status, text, headers } = await supertest(app).get('/v1/ship').set('if-none-match', given)
      assert.equal(status, outcome)
      assert.equal(headers.etag, '"v3"')
      assert.equal(text, outcome === 304 ? '' : '{"name":"Fram"}')
    })

  it('is answered 304 to HEAD as well', async () => {
    await supertest(app).head('/v1/ship').set('if-none-match', '"v3"').expect(304)
  })

  it('has no tag, and is never 304, where there is no version', async () => {
    const { status, headers } = await supertest(app).get('/v1/list').set('if-none-match', '*')
    assert.deepEqual([status, headers.etag], [200, undefined])
  })

  it('is not spared the change that a write is, whatever If-None-Match says', async () => {
    await supertest(app).patch('/v1/ship').set({ 'if-match': '*', 'if-none-match': '"v4"' }).expect(200)
  })
})
