import assert from 'node:assert/strict'
import { createHealth } from '@eventflow/runtime'
import { Counter, Registry } from 'prom-client'
import supertest from 'supertest'
import { ok } from './answer.js'
import { appOf } from './app-under-test.unit.spec.js'
import { route } from './route.js'

describe('the probes of a service', () => {
  it('say that it is alive, whatever else is missing, without a token', async () => {
    const health = createHealth()
    health.watch({ name: 'postgres', check: () => Promise.reject(new Error('away')) })
    const { body } = await supertest(appOf([], { health })).get('/livez').expect(200)
    assert.deepEqual(body, { status: 'alive' })
  })

  it('say that it is ready while all that it needs answers', async () => {
    const health = createHealth()
    health.watch({ name: 'postgres', check: async () => undefined })
    const { body, headers } = await supertest(appOf([], { health })).get('/readyz').expect(200)
    const { version, startedAt, ...report } = body
    assert.deepEqual(report, { ready: true, draining: false, dependencies: { postgres: { ok: true } } })
    assert.match(version, /^\d+\.\d+\.\d+/)
    assert.ok(Date.parse(startedAt) <= Date.now())
    assert.equal(headers['cache-control'], 'no-store')
  })

  it('name what is missing when it is not ready, with a reason and no address', async () => {
    const health = createHealth()
    const away = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' })
    health.watch({ name: 'postgres', check: () => Promise.reject(away) })
    health.watch({ name: 'redis', check: async () => undefined })
    const { body } = await supertest(appOf([], { health })).get('/readyz').expect(503)
    assert.equal(body.ready, false)
    assert.deepEqual(body.dependencies, {
      postgres: { ok: false, reason: 'ECONNREFUSED' },
      redis: { ok: true },
    })
  })

  it('say that it is not ready while it drains, and still alive', async () => {
    const health = createHealth()
    health.drain()
    const app = appOf([], { health })
    assert.equal((await supertest(app).get('/readyz').expect(503)).body.draining, true)
    await supertest(app).get('/livez').expect(200)
  })

  it('show the metrics as Prometheus reads them', async () => {
    const metrics = new Registry()
    new Counter({ name: 'ships_total', help: 'Ships.', registers: [metrics] }).inc(3)
    const { text, headers } = await supertest(appOf([], { metrics })).get('/metrics').expect(200)
    assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/)
    assert.match(text, /^# HELP ships_total Ships\.\n# TYPE ships_total counter\nships_total 3$/m)
  })

  it('show the document of its routes', async () => {
    const ship = route({
      method: 'get',
      path: '/v1/ship',
      summary: 'The ship.',
      tag: 'harbour',
      who: 'anyone',
      answers: { 200: { description: 'It.' } },
      handle: async () => ok({}),
    })
    const { body } = await supertest(appOf([ship]))
      .get('/openapi.json')
      .expect(200)
    assert.deepEqual(Object.keys(body.paths), ['/v1/ship'])
  })

  it('answer HEAD as well', async () => {
    for (const path of ['/livez', '/readyz', '/metrics', '/openapi.json']) {
      const { status, text } = await supertest(appOf([])).head(path)
      assert.deepEqual([status, text], [200, undefined], path)
    }
  })
})
