import assert from 'node:assert/strict'
import {
  dictionaryOf,
  emailAddress,
  flag,
  integer,
  listOf,
  oneOf,
  optional,
  record,
  text,
  uuid,
} from '@eventflow/contracts'
import type { FieldProblem } from '@eventflow/runtime'
import supertest from 'supertest'
import { ok } from './answer.js'
import { appOf } from './app-under-test.unit.spec.js'
import { route } from './route.js'

const about = {
  summary: 'A route.',
  tag: 'harbour',
  who: 'anyone',
  answers: { 200: { description: 'It.' } },
} as const
const id = '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'

const app = appOf([
  route({
    ...about,
    method: 'get',
    path: '/v1/ships/{shipId}/logs/{page}',
    params: { shipId: uuid(), page: integer(1, 99) },
    query: { limit: optional(integer(1, 100)), full: optional(flag()), type: optional(oneOf('log', 'map')) },
    handle: async ({ params, query }) => ok({ params, query }),
  }),
  route({
    ...about,
    method: 'get',
    path: '/v1/plain',
    handle: async ({ params, query }) => ok({ params, query }),
  }),
  route({
    ...about,
    method: 'post',
    path: '/v1/ships',
    body: record({
      name: text(20),
      email: emailAddress(),
      crew: optional(listOf(record({ role: oneOf('cook', 'mate'), age: integer(16) }), 60)),
      'a/b~c': optional(flag()),
      sums: optional(dictionaryOf(text(9), integer(0), 9)),
    }),
    handle: async ({ body }) => ok(body),
  }),
])

const problemsOf = async (asked: supertest.Test): Promise<Array<[string, string]>> => {
  const { status, body } = await asked
  assert.deepEqual([status, body.code], [422, 'INVALID_REQUEST'])
  return (body.errors as FieldProblem[]).map(({ pointer, code }): [string, string] => [pointer, code]).sort()
}

const post = (body: object) => supertest(app).post('/v1/ships').send(body)
const good = { name: 'Fram', email: 'fram@example.test' }

describe('an address that is checked', () => {
  it('becomes numbers and flags where these are wanted', async () => {
    const { body } = await supertest(app)
      .get(`/v1/ships/${id}/logs/7?limit=20&full=true&type=map`)
      .expect(200)
    assert.deepEqual(body, {
      params: { shipId: id, page: 7 },
      query: { limit: 20, full: true, type: 'map' },
    })
  })

  it('names each parameter that breaks a rule, with its place', async () => {
    assert.deepEqual(
      await problemsOf(supertest(app).get('/v1/ships/x/logs/0?limit=101&full=maybe&type=sail')),
      [
        ['path:page', 'NUMBER_MIN'],
        ['path:shipId', 'STRING_GUID'],
        ['query:full', 'BOOLEAN_BASE'],
        ['query:limit', 'NUMBER_MAX'],
        ['query:type', 'ANY_ONLY'],
      ],
    )
  })

  for (const [what, query, pointer] of [
    ['a parameter that is not known', 'colour=red', 'query:colour'],
    ['an operator in the place of a value', 'type[$ne]=log', 'query:type[$ne]'],
    ['a nested parameter', 'type.x=1', 'query:type.x'],
    ['a parameter that was given twice', 'type=log&type=map', 'query:type'],
    ['a list in brackets', 'limit[]=1', 'query:limit[]'],
    ['the prototype', '__proto__=1', 'query:__proto__'],
    ['a parameter that every object inherits', 'constructor=1', 'query:constructor'],
    ['a number with a fraction', 'limit=1.5', 'query:limit'],
    ['an empty number', 'limit=', 'query:limit'],
    ['an endless number', 'limit=Infinity', 'query:limit'],
  ] as const)
    it(`refuses ${what} in the query`, async () => {
      const problems = await problemsOf(supertest(app).get(`/v1/ships/${id}/logs/7?${query}`))
      assert.deepEqual([...new Set(problems.map(([name]) => name))], [pointer])
    })

  it('is checked whatever else a route has or has not', async () => {
    const only = { ...about, method: 'get' as const, handle: async (asked: object) => ok(asked) }
    const small = appOf([
      route({ ...only, path: '/v1/a/{page}', params: { page: integer(1) } }),
      route({ ...only, path: '/v1/b', query: { page: integer(1) } }),
    ])
    const valuesOf = async (path: string) => {
      const { params, query } = (await supertest(small).get(path).expect(200)).body
      return { params, query }
    }
    assert.deepEqual(await valuesOf('/v1/a/7'), { params: { page: 7 }, query: {} })
    assert.deepEqual(await valuesOf('/v1/b?page=7'), { params: {}, query: { page: 7 } })
    assert.deepEqual(await problemsOf(supertest(small).get('/v1/a/0')), [['path:page', 'NUMBER_MIN']])
    assert.deepEqual(await problemsOf(supertest(small).get('/v1/b')), [['query:page', 'ANY_REQUIRED']])
  })

  it('refuses parameters where a route has none', async () => {
    assert.deepEqual(await problemsOf(supertest(app).get('/v1/plain?debug=1')), [
      ['query:debug', 'OBJECT_UNKNOWN'],
    ])
    assert.deepEqual((await supertest(app).get('/v1/plain').expect(200)).body, { params: {}, query: {} })
  })
})

describe('a body that is checked', () => {
  it('passes when it is as declared', async () => {
    const whole = { ...good, crew: [{ role: 'cook', age: 40 }], 'a/b~c': true, sums: { a: 1 } }
    assert.deepEqual((await post(whole).expect(200)).body, whole)
  })

  it('is refused with all that is wrong at once, each with a JSON pointer, a code and a sentence', async () => {
    const wrong = {
      name: 7,
      crew: [
        { role: 'cook', age: 40 },
        { role: 'king', age: '40' },
      ],
      sums: { a: -1 },
    }
    const { body } = await post(wrong).expect(422)
    assert.deepEqual(
      (body.errors as FieldProblem[]).sort((a, b) => (a.pointer < b.pointer ? -1 : 1)),
      [
        { pointer: '/crew/1/age', code: 'NUMBER_BASE', detail: '"crew[1].age" must be a number' },
        { pointer: '/crew/1/role', code: 'ANY_ONLY', detail: '"crew[1].role" must be one of [cook, mate]' },
        { pointer: '/email', code: 'ANY_REQUIRED', detail: '"email" is required' },
        { pointer: '/name', code: 'STRING_BASE', detail: '"name" must be a string' },
        { pointer: '/sums/a', code: 'NUMBER_MIN', detail: '"sums.a" must be greater than or equal to 0' },
      ],
    )
    assert.equal(body.detail.split('; ').length, 5)
  })

  it('is refused with fields that are not known, at any depth', async () => {
    const wrong = { ...good, admin: true, crew: [{ role: 'cook', age: 40, roles: ['admin'] }] }
    assert.deepEqual(await problemsOf(post(wrong)), [
      ['/admin', 'OBJECT_UNKNOWN'],
      ['/crew/0/roles', 'OBJECT_UNKNOWN'],
    ])
  })

  it('is not converted: a number in quotes is no number', async () => {
    assert.deepEqual(
      await problemsOf(post({ ...good, crew: [{ role: 'cook', age: '40' }], 'a/b~c': 'true' })),
      [
        ['/a~1b~0c', 'BOOLEAN_BASE'],
        ['/crew/0/age', 'NUMBER_BASE'],
      ],
    )
  })

  it('is refused as a whole when it is a list, or missing', async () => {
    assert.deepEqual(await problemsOf(post([good])), [['', 'OBJECT_BASE']])
    assert.deepEqual(await problemsOf(supertest(app).post('/v1/ships')), [
      ['/email', 'ANY_REQUIRED'],
      ['/name', 'ANY_REQUIRED'],
    ])
  })

  it('is told about together with the address', async () => {
    const both = appOf([
      route({
        ...about,
        method: 'put',
        path: '/v1/x/{id}',
        params: { id: uuid() },
        body: record({ a: flag() }),
        handle: async () => ok({}),
      }),
    ])
    assert.deepEqual(await problemsOf(supertest(both).put('/v1/x/7?b=1').send({ a: 1 })), [
      ['/a', 'BOOLEAN_BASE'],
      ['path:id', 'STRING_GUID'],
      ['query:b', 'OBJECT_UNKNOWN'],
    ])
  })

  it('is answered with fifty problems at most, and short ones', async () => {
    const names = Array.from({ length: 500 }, (_, index) => [`${'x'.repeat(400)}${index}`, 1])
    const problems = (await post({ ...good, ...Object.fromEntries(names) }).expect(422)).body
      .errors as FieldProblem[]
    assert.equal(problems.length, 50)
    assert.ok(problems.every(({ detail }) => detail.length <= 300))
  })
})
