import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backboneMetrics } from '@eventflow/backbone'
import { createApp, httpSettings } from '@eventflow/http'
import { baseSettings, defineService, readSettings } from '@eventflow/runtime'
import { collectDefaultMetrics, type Registry } from 'prom-client'
import { ROOT } from '../launcher/places.js'

const folder = join(ROOT, 'docs', 'monitoring')
const read = (file: string) => readFileSync(join(folder, file), 'utf8')

/** Of those that RabbitMQ shows, from 3.10 to 4.x. */
const ofRabbit = [
  'rabbitmq_alarms_file_descriptor_limit',
  'rabbitmq_alarms_free_disk_space_watermark',
  'rabbitmq_alarms_memory_used_watermark',
  'rabbitmq_detailed_queue_consumers',
  'rabbitmq_detailed_queue_messages_ready',
]

/** No arrow leads from here to a service, so its files are read as they were built. */
function metricsOfServices(metrics: Registry): void {
  const built = (service: string, ...path: string[]): unknown =>
    require(join(ROOT, 'services', service, 'dist', ...path))
  const { deliveryMetrics } = built('notification', 'send-deliveries', 'delivery-metrics.js') as {
    deliveryMetrics(registry: Registry, deliveries: object): unknown
  }
  deliveryMetrics(metrics, { waiting: async () => ({ count: 0, oldestSeconds: 0 }) })
  const { jobMetrics } = built('user', 'job-metrics.js') as { jobMetrics(registry: Registry): unknown }
  jobMetrics(metrics)
}

/** The names under which a service with everything registers its metrics, series of histograms too. */
async function registered(): Promise<Set<string>> {
  const settings = { ...baseSettings, http: httpSettings }
  const whole = defineService('whole', settings, async ({ config, metrics, logger, health }) => {
    backboneMetrics(metrics)
    createApp({ name: 'whole', http: config.http, metrics, logger, health, routes: [] })
    metricsOfServices(metrics)
    collectDefaultMetrics({ register: metrics })
  })
  const running = await whole.start(readSettings(settings, { LOG_LEVEL: 'silent', PORT: '0' }))
  const families = await running.metrics.getMetricsAsJSON()
  await running.stop()
  return new Set([
    ...ofRabbit,
    ...families.flatMap(({ name, type }) =>
      String(type) === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  ])
}

interface Panel {
  title: string
  type: string
  description?: string
  targets?: Array<{ expr: string }>
}

const panels = (JSON.parse(read('dashboard.json')) as { panels: Panel[] }).panels

const namesIn = (text: string): string[] => [
  ...new Set(text.match(/\b(?:eventflow|rabbitmq|http|process|nodejs)_[a-z0-9_]+/g) ?? []),
]

const alerts = read('rules.yml')
  .split(/^ +- alert: /m)
  .slice(1)
  .map((text) => ({ name: text.split('\n', 1)[0] ?? '', text }))

describe('the dashboard and the rules', () => {
  it('name no metric that nobody registers', async () => {
    const known = await registered()
    const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)).join('\n')
    for (const [file, text] of Object.entries({
      'dashboard.json': expressions,
      'rules.yml': read('rules.yml'),
    })) {
      const names = namesIn(text)
      assert.ok(names.length >= 10, `${file} names ${names}`)
      assert.deepEqual(
        names.filter((name) => !known.has(name)),
        [],
        file,
      )
    }
  })

  it('show every metric of the backbone somewhere', async () => {
    const shown = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)).join('\n')
    const own = [...(await registered())].filter((name) => /^eventflow_.*(?<!_sum|_count)$/.test(name))
    assert.ok(own.length >= 10)
    assert.deepEqual(
      own.filter((name) => !shown.includes(name)),
      [],
    )
  })

  it('say of every panel what it shows', () => {
    const graphs = panels.filter(({ type }) => type !== 'row')
    assert.ok(graphs.length >= 15)
    for (const { title, description, targets = [] } of graphs)
      assert.ok(description && targets.length > 0, `${title} says nothing or shows nothing`)
  })
})

describe('an alert', () => {
  const guide = readFileSync(join(ROOT, 'docs', 'how-to', 'answer-an-alert.md'), 'utf8')

  for (const { name, text } of alerts)
    it(`says how bad it is, what is wrong, what to do, and where more is written: ${name}`, () => {
      assert.match(text, /severity: (page|ticket)\b/)
      assert.match(text, /summary: \S/)
      assert.match(text, /action: \S/)
      assert.ok(text.includes(`how_to: docs/how-to/answer-an-alert.md#${name.toLowerCase()}`))
      assert.ok(guide.includes(`\n## ${name}\n\n1. `), `no steps for ${name}`)
      assert.ok(
        read('rules.test.yml').includes(`alertname: ${name}\n        exp_alerts:`),
        `${name} is not tried`,
      )
    })
})

/** Prometheus knows no variables: what Grafana would put there. */
const filledIn = (expr: string) => expr.replaceAll('$__rate_interval', '1m').replaceAll('$service', '.*')

describe('promtool, where it is installed', () => {
  it('reads every expression of the dashboard', function () {
    const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => filledIn(expr)))
    const rules = expressions.map((expr, index) => ({ record: `panel_${index}`, expr }))
    const temporary = mkdtempSync(join(tmpdir(), 'eventflow-monitoring-'))
    const file = join(temporary, 'panels.yml')
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'panels', rules }] }))
    const checked = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' })
    rmSync(temporary, { recursive: true })
    if (checked.error) this.skip()
    assert.equal(checked.status, 0, checked.stderr)
    assert.match(checked.stdout + checked.stderr, new RegExp(`${rules.length} rules found`))
  })

  for (const args of [
    ['check', 'config', 'prometheus.yml'],
    ['check', 'rules', 'rules.yml'],
    ['test', 'rules', 'rules.test.yml'],
  ])
    it(`has no objection: promtool ${args.join(' ')}`, function () {
      const { error, status, stdout, stderr } = spawnSync('promtool', args, { cwd: folder, encoding: 'utf8' })
      if (error) this.skip()
      assert.equal(status, 0, `${stdout}${stderr}`)
    })
})
