import assert from 'node:assert/strict'
import { createHealth } from './health.js'

const answers = async () => undefined
const fails = (error: unknown) => () => Promise.reject(error)

describe('the health of a service', () => {
  it('is ready while it depends on nothing', async () => {
    assert.deepEqual(await createHealth().report(), { ready: true, draining: false, dependencies: {} })
  })

  it('names each dependency, and is ready only when all of them answer', async () => {
    const health = createHealth()
    health.watch({ name: 'postgres', check: answers })
    health.watch({ name: 'redis', check: fails(Object.assign(new Error('x'), { code: 'ECONNREFUSED' })) })
    assert.deepEqual(await health.report(), {
      ready: false,
      draining: false,
      dependencies: { postgres: { ok: true }, redis: { ok: false, reason: 'ECONNREFUSED' } },
    })
  })

  it('does not wait longer than its limit for one that hangs', async () => {
    const health = createHealth({ checkWithinMs: 20 })
    health.watch({ name: 'rabbitmq', check: () => new Promise(() => undefined) })
    health.watch({ name: 'postgres', check: answers })
    const { dependencies } = await health.report()
    assert.deepEqual(dependencies, {
      rabbitmq: { ok: false, reason: 'no answer within 20 ms' },
      postgres: { ok: true },
    })
  })

  for (const [what, error, reason] of [
    ['the code alone', Object.assign(new Error('at 10.0.0.7'), { code: '57P01' }), '57P01'],
    ['no URL', new Error('no answer from amqp://u:p@rabbit:5672/x'), 'no answer from ...'],
    ['no address', new Error('refused by 10.0.0.7:5432 today'), 'refused by ... today'],
    ['a short text', new Error('x'.repeat(500)), 'x'.repeat(120)],
    ['that it is unknown', new Error(''), 'unknown'],
    ['that it is unknown of a text', 'a text', 'unknown'],
    ['that it is unknown of nothing', undefined, 'unknown'],
  ] as const)
    it(`gives as the reason ${what}`, async () => {
      const health = createHealth()
      health.watch({ name: 'it', check: fails(error) })
      const { dependencies } = await health.report()
      assert.deepEqual(dependencies.it, { ok: false, reason })
    })

  it('takes a check that throws for one that fails', async () => {
    const health = createHealth()
    health.watch({
      name: 'it',
      check: () => {
        throw new Error('at once')
      },
    })
    assert.equal((await health.report()).dependencies.it?.reason, 'at once')
  })

  it('is not ready from the moment it drains, without asking anybody anew', async () => {
    let asked = 0
    const health = createHealth({ now: () => 0 })
    health.watch({
      name: 'it',
      check: async () => {
        asked += 1
      },
    })
    assert.equal((await health.report()).ready, true)
    health.drain()
    const { ready, draining, dependencies } = await health.report()
    assert.deepEqual(
      { ready, draining, dependencies },
      { ready: false, draining: true, dependencies: { it: { ok: true } } },
    )
    assert.equal(asked, 1)
  })

  it('asks once for all who want to know at the same time, and anew half a second later', async () => {
    let time = 1_000_000
    let asked = 0
    const health = createHealth({ now: () => time })
    health.watch({
      name: 'it',
      check: async () => {
        asked += 1
      },
    })
    await Promise.all(Array.from({ length: 50 }, () => health.report()))
    assert.equal(asked, 1)
    time += 500
    await health.report()
    assert.equal(asked, 1)
    time += 1
    await health.report()
    assert.equal(asked, 2)
  })

  it('sees a dependency that is back', async () => {
    let time = 0
    let away = true
    const health = createHealth({ now: () => time })
    health.watch({ name: 'it', check: async () => assert.ok(!away) })
    assert.equal((await health.report()).ready, false)
    away = false
    time = 1_000
    assert.equal((await health.report()).ready, true)
  })
})
