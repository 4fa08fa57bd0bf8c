import assert from 'node:assert/strict'
import type { Resource } from './resource.js'
import { baseSettings, defineService, type Wiring } from './service.js'
import { type ConfigOf, integerSetting } from './settings.js'

type Config = ConfigOf<typeof baseSettings>

const config: Config = { logLevel: 'silent', shutdownDeadlineMs: 1_000 }

/** Resources that write down what becomes of them. */
const diary = () => {
  const lines: string[] = []
  const resource = (name: string, more: Partial<Resource> = {}): Resource => ({
    close: async () => {
      await new Promise((resolve) => setImmediate(resolve))
      lines.push(`closed ${name}`)
    },
    ...more,
  })
  return { lines, resource }
}

const serviceOf = (wire: (wiring: Wiring<Config>) => Promise<void>) =>
  defineService('harbour', baseSettings, wire)

describe('a service', () => {
  it('is declared with its name and settings, and does nothing yet', () => {
    let wired = false
    const settings = {
      ...baseSettings,
      berths: integerSetting('BERTHS', 'Ships at once.', { min: 1, max: 9 }),
    }
    const service = defineService('harbour', settings, async () => {
      wired = true
    })
    assert.equal(service.name, 'harbour')
    assert.equal(service.settings, settings)
    assert.equal(wired, false)
  })

  it('is wired with its configuration, and each time with parts of its own', async () => {
    const seen: Array<Wiring<Config>> = []
    const service = serviceOf(async (wiring) => {
      seen.push(wiring)
    })
    await service.start(config)
    await service.start(config)
    const [one, other] = seen
    assert.equal(one?.config, config)
    assert.notEqual(one?.metrics, other?.metrics)
    assert.notEqual(one?.health, other?.health)
  })

  it('says where it listens, if it does', async () => {
    const { resource } = diary()
    const listening = serviceOf(async ({ owns }) => {
      owns(resource('database'))
      owns(resource('port', { url: 'http://127.0.0.1:1' }))
    })
    assert.equal((await listening.start(config)).url, 'http://127.0.0.1:1')
    assert.equal((await serviceOf(async () => undefined).start(config)).url, '')
  })

  it('gives back the resource that it owns, so that it can be used where it is opened', async () => {
    const { resource } = diary()
    await serviceOf(async ({ owns }) => {
      const database = resource('database')
      assert.equal(owns(database), database)
    }).start(config)
  })

  it('asks in readiness about what its resources depend on', async () => {
    const { resource } = diary()
    let health: Wiring<Config>['health'] | undefined
    await serviceOf(async (wiring) => {
      health = wiring.health
      wiring.owns(resource('database', { dependency: { name: 'postgres', check: async () => undefined } }))
      wiring.owns(resource('clock'))
    }).start(config)
    assert.deepEqual((await health?.report())?.dependencies, { postgres: { ok: true } })
  })

  it('names itself in its metrics', async () => {
    const { metrics } = await serviceOf(async () => undefined).start(config)
    const { Counter } = await import('prom-client')
    new Counter({ name: 'ships_total', help: 'Ships.', registers: [metrics] }).inc()
    assert.match(await metrics.metrics(), /ships_total\{service="harbour"\} 1/)
  })

  it('counts as ready in its metrics while everything answers, and names what does not', async () => {
    const { resource } = diary()
    const { metrics } = await serviceOf(async ({ owns }) => {
      owns(resource('database', { dependency: { name: 'postgres', check: async () => undefined } }))
      owns(resource('broker', { dependency: { name: 'rabbitmq', check: () => Promise.reject(new Error()) } }))
    }).start(config)
    const text = await metrics.metrics()
    assert.match(text, /^eventflow_ready\{service="harbour"\} 0$/m)
    assert.match(text, /^eventflow_dependency_up\{dependency="postgres",service="harbour"\} 1$/m)
    assert.match(text, /^eventflow_dependency_up\{dependency="rabbitmq",service="harbour"\} 0$/m)
  })

  it('closes what it had opened, last first, when its wiring fails, and fails as the wiring did', async () => {
    const { lines, resource } = diary()
    const broken = serviceOf(async ({ owns }) => {
      owns(resource('database'))
      owns({ close: () => Promise.reject(new Error('does not matter')) })
      owns(resource('broker'))
      throw new Error('the port is taken')
    })
    await assert.rejects(broken.start(config), /the port is taken/)
    assert.deepEqual(lines, ['closed broker', 'closed database'])
  })

  it('drains before it closes anything', async () => {
    const { lines, resource } = diary()
    const running = await serviceOf(async ({ owns, health }) => {
      owns(
        resource('port', {
          close: async () => {
            const { ready, draining } = await health.report()
            lines.push(`closing while ready=${ready} draining=${draining}`)
          },
        }),
      )
    }).start(config)
    await running.stop()
    assert.deepEqual(lines, ['closing while ready=false draining=true'])
  })

  it('stops once, however often it is asked to, and each asker waits for the end', async () => {
    const { lines, resource } = diary()
    const running = await serviceOf(async ({ owns }) => {
      owns(resource('database'))
      owns(resource('port'))
    }).start(config)
    const ended = running.stop().then(() => lines.push('first asker'))
    const alsoEnded = running.stop().then(() => lines.push('second asker'))
    await Promise.all([ended, alsoEnded])
    await running.stop()
    assert.deepEqual(lines, ['closed port', 'closed database', 'first asker', 'second asker'])
  })

  it('stops within its deadline when a resource hangs, and closes the others', async () => {
    const { lines, resource } = diary()
    const running = await serviceOf(async ({ owns }) => {
      owns(resource('database'))
      owns({ close: () => new Promise(() => undefined) })
    }).start({ ...config, shutdownDeadlineMs: 100 })
    const startedAt = Date.now()
    await running.stop()
    assert.ok(Date.now() - startedAt < 1_000)
    assert.deepEqual(lines, ['closed database'])
  })
})
