import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { text } from '@eventflow/contracts'
import { currentContext } from '@eventflow/runtime'
import { Registry } from 'prom-client'
import supertest from 'supertest'
import { ok } from './answer.js'
import { appOf, bearer, keptLog, type Line } from './app-under-test.unit.spec.js'
import { listen } from './listen.js'
import { route } from './route.js'

const about = { summary: 'A route.', tag: 'harbour', answers: { 200: { description: 'It.' } } }
const newId = /^[0-9a-f]{32}$/

const context = route({
  ...about,
  method: 'get',
  path: '/v1/context',
  who: 'anyone',
  handle: async () => ok(currentContext()),
})
const ship = route({
  ...about,
  method: 'get',
  path: '/v1/ships/{name}',
  who: 'user',
  params: { name: text(20) },
  handle: async () => ok({ session: currentContext()?.sessionId }),
})

describe('the id of a request', () => {
  const idFor = async (given?: string) => {
    const answer = await supertest(appOf([context]))
      .get('/v1/context')
      .set(given === undefined ? {} : { 'x-request-id': given })
    assert.equal(answer.body.requestId, answer.headers['x-request-id'])
    return String(answer.headers['x-request-id'])
  }

  it('is kept when it is 8 to 64 letters, digits, dots, dashes and underscores', async () => {
    for (const given of ['abcd1234', 'A.b-C_d.9', 'x'.repeat(64)]) assert.equal(await idFor(given), given)
  })

  it('is replaced by a new one when it is anything else', async () => {
    for (const given of [
      undefined,
      '',
      'short12',
      'x'.repeat(65),
      'with space here',
      'a/b/c/d/e',
      'ümlaut-id',
      '<b>12345</b>',
    ])
      assert.match(await idFor(given), newId, given)
  })

  it('is that of the trace where there is no other', async () => {
    const given = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const { headers } = await supertest(appOf([context]))
      .get('/v1/context')
      .set('traceparent', given)
    assert.equal(headers['x-request-id'], '4bf92f3577b34da6a3ce929d0e0e4736')
  })

  it('is replaced when it was given twice', async () => {
    const server = await listen(appOf([context]), { host: '127.0.0.1', port: 0 })
    const asked = httpRequest(`${server.url}/v1/context`, {
      headers: { 'x-request-id': ['abcd1234', 'efgh5678'] },
    })
    asked.end()
    const [answer] = await once(asked, 'response')
    assert.match(answer.headers['x-request-id'], newId)
    answer.resume()
    await server.close()
  })

  it('stands in problems and on every kind of refusal', async () => {
    for (const path of ['/v1/nowhere', '/nowhere', '/v1/ships/x']) {
      const { body, headers } = await supertest(appOf([ship]))
        .get(path)
        .set('x-request-id', 'my-request')
      assert.deepEqual([body.requestId, headers['x-request-id']], ['my-request', 'my-request'], path)
    }
  })
})

describe('the trace of a request', () => {
  it('is carried on when it is well formed', async () => {
    const given = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const { body, headers } = await supertest(appOf([context]))
      .get('/v1/context')
      .set('traceparent', given)
    assert.deepEqual([body.traceparent, headers.traceparent], [given, given])
  })

  it('is begun when there is none, or none that can be read', async () => {
    for (const given of ['', 'nonsense', '00-0-0-00']) {
      const { headers } = await supertest(appOf([context]))
        .get('/v1/context')
        .set('traceparent', given)
      assert.match(String(headers.traceparent), /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
    }
  })
})

describe('what a request leaves behind', () => {
  const after = async (path: string, headers: Record<string, string> = {}) => {
    const { logger, lines } = keptLog()
    const metrics = new Registry()
    const app = appOf([ship], { logger, metrics })
    await supertest(app).get(path).set(headers)
    return { lines: lines() as Line[], metrics: await metrics.metrics() }
  }

  it('is one line with method, path, status and time, and its ids', async () => {
    const { lines } = await after('/v1/ships/fram?q=secret', {
      authorization: bearer(),
      'x-request-id': 'my-request',
    })
    assert.equal(lines.length, 1)
    const [line = {}] = lines
    const { level, message, method, path, status, requestId } = line
    assert.deepEqual(
      { level, message, method, path, status, requestId },
      {
        level: 'info',
        message: 'request',
        method: 'GET',
        path: '/v1/ships/fram',
        status: 422,
        requestId: 'my-request',
      },
    )
    assert.ok(Number(line.ms) >= 0 && Number(line.ms) < 5_000, String(line.ms))
  })

  it('does not show what was searched for, nor the token', async () => {
    const { lines } = await after('/v1/ships/fram?q=secret', { authorization: bearer() })
    assert.doesNotMatch(JSON.stringify(lines), /secret|eyJ/)
  })

  it('is a whisper for probes, which come every second', async () => {
    for (const path of ['/livez', '/readyz', '/metrics'])
      assert.equal((await after(path)).lines[0]?.level, 'debug', path)
  })

  it('is counted under the pattern of its route, so that the metrics do not grow with every name', async () => {
    const { metrics } = await after('/v1/ships/fram', { authorization: bearer() })
    assert.match(metrics, /http_request_duration_seconds_count\{[^}]*route="\/v1\/ships\/\{name\}"[^}]*\} 1/)
    const [, sum] = /http_request_duration_seconds_sum\{.*\} (\S+)/.exec(metrics) ?? []
    assert.ok(Number(sum) > 0 && Number(sum) < 5, `${sum} seconds`)
    assert.doesNotMatch(metrics, /fram/)
  })

  it('is counted for probes as well', async () => {
    for (const path of ['/livez', '/readyz', '/openapi.json'])
      assert.match(
        (await after(path)).metrics,
        new RegExp(`_count\\{[^}]*route="${path}",status="200"`),
        path,
      )
  })

  it('is counted under no route where there is none', async () => {
    const { metrics } = await after('/v1/anything/at/all', { authorization: bearer() })
    assert.match(metrics, /http_request_duration_seconds_count\{[^}]*route="none",status="404"[^}]*\} 1/)
  })

  it('is a 499 when the caller went away before the answer', async () => {
    const { logger, lines, nextLine } = keptLog()
    let release: () => void = () => undefined
    let arrived: () => void = () => undefined
    const isThere = new Promise<void>((resolve) => {
      arrived = resolve
    })
    const waiting = route({
      ...about,
      method: 'get',
      path: '/v1/wait',
      who: 'anyone',
      handle: async () => {
        arrived()
        await new Promise<void>((resolve) => {
          release = resolve
        })
        return ok({})
      },
    })
    const server = await listen(appOf([waiting], { logger }), { host: '127.0.0.1', port: 0 })
    const leaving = new AbortController()
    const asked = fetch(`${server.url}/v1/wait`, { signal: leaving.signal })
    await isThere
    const logged = nextLine()
    leaving.abort()
    await assert.rejects(asked)
    await logged
    release()
    assert.equal(lines()[0]?.status, 499)
    await server.close()
  })

  it('carries the session of the caller along for what it causes', async () => {
    const { body } = await supertest(appOf([ship]))
      .get('/v1/ships/fram')
      .set('authorization', bearer({ sid: 'session-1' }))
    assert.deepEqual(body, { session: 'session-1' })
  })
})
