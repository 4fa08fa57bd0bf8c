import assert from 'node:assert/strict'
import { createError } from '@eventflow/runtime'
import supertest from 'supertest'
import { type Answer, created, ok } from './answer.js'
import { appOf, keptLog } from './app-under-test.unit.spec.js'
import { route } from './route.js'

const ShipSunk = createError('SHIP_SUNK', 'This ship is gone.', 410)
const answers = { 200: { description: 'What is asked for.' } }
const about = { summary: 'A route.', tag: 'harbour', answers }

const throwing = (error: unknown) =>
  route({
    ...about,
    method: 'get',
    path: '/v1/tides',
    who: 'anyone',
    handle: async () => {
      throw error
    },
  })

describe('a handler that throws', () => {
  it('answers a mistake of the caller as it says, with its headers', async () => {
    const sunk = ShipSunk({ detail: 'She went down.', retryAfterSeconds: 9, headers: { 'x-depth': '90' } })
    const { status, body, headers } = await supertest(appOf([throwing(sunk)])).get('/v1/tides')
    const { requestId, ...rest } = body
    assert.equal(status, 410)
    assert.deepEqual(rest, {
      type: 'urn:eventflow:problem:ship-sunk',
      title: 'This ship is gone.',
      status: 410,
      detail: 'She went down.',
      code: 'SHIP_SUNK',
    })
    assert.equal(requestId, headers['x-request-id'])
    assert.equal(headers['retry-after'], '9')
    assert.equal(headers['x-depth'], '90')
    assert.equal(headers['cache-control'], 'no-store')
  })

  it('names no time to come back where there is none', async () => {
    const { headers } = await supertest(appOf([throwing(ShipSunk())])).get('/v1/tides')
    assert.equal(headers['retry-after'], undefined)
  })

  it('answers a fault of ours with 500 and nothing of what happened, which the log has', async () => {
    const { logger, lines } = keptLog()
    const fault = Object.assign(new Error('select password from users failed at 10.0.0.7:5432'), {
      query: 'select password from users',
      detail: 'Key (email)=(ada@example.test) already exists.',
    })
    const {
      status,
      body,
      text: sent,
      headers,
    } = await supertest(appOf([throwing(fault)], { logger })).get('/v1/tides')
    assert.equal(status, 500)
    assert.equal(body.code, 'INTERNAL_ERROR')
    assert.doesNotMatch(sent + JSON.stringify(headers), /select|10\.0\.0\.7|ada@|\.js:|at /)
    const told = lines().find(({ message }) => message === 'a request failed')
    assert.equal(told?.requestId, body.requestId)
    assert.match(JSON.stringify(told), /select password from users failed/)
  })

  it('answers 500 also to what is no error at all', async () => {
    for (const thrown of [undefined, null, 'a text', { status: 200 }, 7])
      assert.equal((await supertest(appOf([throwing(thrown)])).get('/v1/tides')).status, 500, String(thrown))
  })

  it('answers 503 and when to come back while something that it needs is away', async () => {
    for (const error of [
      Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' }),
      new Error('query failed', { cause: Object.assign(new Error('x'), { code: '57P01' }) }),
    ]) {
      const { status, body, text: sent, headers } = await supertest(appOf([throwing(error)])).get('/v1/tides')
      assert.deepEqual([status, body.code, headers['retry-after']], [503, 'UNAVAILABLE', '1'])
      assert.doesNotMatch(sent, /ECONNREFUSED|10\.0\.0\.7|57P01/)
    }
  })

  it('answers 500 to an answer that cannot be sent', async () => {
    const odd = (body: unknown, location = '/') =>
      appOf([
        route({
          ...about,
          method: 'get',
          path: '/v1/x',
          who: 'anyone',
          handle: async () => created(body, location),
        }),
      ])
    await supertest(odd({ big: 1n }))
      .get('/v1/x')
      .expect(500)
    await supertest(odd({}, '/v1/x\r\nset-cookie: a=b')).get('/v1/x').expect(500)
  })

  it('answers 500 to a refusal that cannot be sent', async () => {
    const odd = ShipSunk({ headers: { 'x-name': 'a\r\nset-cookie: a=b' } })
    await supertest(appOf([throwing(odd)]))
      .get('/v1/tides')
      .expect(500)
  })

  it('throws at once instead of later, and is answered all the same', async () => {
    const atOnce = {
      ...throwing(undefined),
      handle: () => {
        throw ShipSunk()
      },
    }
    await supertest(appOf([atOnce]))
      .get('/v1/tides')
      .expect(410)
  })
})

describe('a handler that is too slow', () => {
  const limits = { bodyLimitBytes: 1_000, answerWithinMs: 30, trustedHops: 1, freshSignInSeconds: 900 }

  it('is answered with 503 TOO_SLOW and when to come back', async () => {
    const slow = route({
      ...about,
      method: 'get',
      path: '/v1/x',
      who: 'anyone',
      handle: () => new Promise(() => undefined),
    })
    const { status, body, headers } = await supertest(appOf([slow], { http: limits })).get('/v1/x')
    assert.deepEqual([status, body.code, headers['retry-after']], [503, 'TOO_SLOW', '5'])
  })

  it('harms nobody when it answers or fails after that', async () => {
    let fail: (error: Error) => void = () => undefined
    let answer: (late: Answer) => void = () => undefined
    const slow = route({
      ...about,
      method: 'get',
      path: '/v1/x',
      who: 'anyone',
      handle: () =>
        new Promise((resolve, reject) => {
          answer = resolve
          fail = reject
        }),
    })
    const { logger, lines } = keptLog()
    const late = appOf([slow], { http: limits, logger })
    await supertest(late).get('/v1/x').expect(503)
    answer(ok('too late'))
    await supertest(late).get('/v1/x').expect(503)
    fail(ShipSunk())
    const faults = () => lines().filter(({ message }) => message === 'a request failed')
    assert.equal(faults().length, 2)
    await supertest(late).get('/livez').expect(200)
  })
})
