import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { listSettings, type SettingsTree } from '@eventflow/runtime'
import { requiredVariables } from '../launcher/infra/container.js'
import { ROOT } from '../launcher/places.js'
import { findServices } from '../launcher/service-folders.js'
import { freshSecret, passwordVariable } from './passwords.js'

const compose = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8')
const workflow = readFileSync(join(ROOT, '.github', 'workflows', 'ci.yml'), 'utf8')

/** The lines of one block, and of the shared ones it is merged from. */
function blockOf(name: string): string {
  const indented =
    compose.split(/^(?= {2}[a-z])|^(?=[a-z])/m).find((part) => part.startsWith(`  ${name}:\n`)) ?? ''
  const merged = [...indented.matchAll(/<<: \*([a-z-]+)/g)].map((match) => sharedBlock(match[1] ?? ''))
  return [indented, ...merged].join('\n')
}

function sharedBlock(anchor: string): string {
  const block = compose.split(/^(?=x-)|^(?=services:)/m).find((part) => part.includes(`: &${anchor}\n`)) ?? ''
  const merged = [...block.matchAll(/^ {2}<<: \*([a-z-]+)/gm)].map((match) => sharedBlock(match[1] ?? ''))
  return [block, ...merged].join('\n')
}

const isGiven = (block: string, variable: string) => new RegExp(`^ +${variable}:`, 'm').test(block)

describe('docker-compose.yml', () => {
  for (const { name, folder, main } of findServices()) {
    it(`runs ${name} and gives it every setting that has no default`, () => {
      const block = blockOf(name)
      assert.ok(
        block.includes(`    command: [${relative(ROOT, main)}]\n`),
        `there is no service ${name} that runs ${relative(ROOT, main)}`,
      )
      const { settings } = require(join(folder, 'dist', 'config.js')) as { settings: SettingsTree }
      const needed = listSettings(settings).filter((one) => one.fallback === undefined && !one.optional)
      const missing = needed.map((one) => one.environmentName).filter((variable) => !isGiven(block, variable))
      assert.deepEqual(missing, [])
    })
  }

  it('tells the gateway where each service is that it leads to', () => {
    const { settings } = require(join(ROOT, 'services', 'gateway', 'dist', 'config.js')) as {
      settings: SettingsTree
    }
    const known = listSettings(settings).map(({ environmentName }) => environmentName)
    const wanted = findServices()
      .map(({ name }) => `${name.toUpperCase()}_URL`)
      .filter((variable) => known.includes(variable))
    assert.ok(wanted.length > 5, `${wanted.length} services`)
    assert.deepEqual(
      wanted.filter((variable) => !isGiven(blockOf('gateway'), variable)),
      [],
    )
  })

  it('has tracing loaded by the image, so that an endpoint is all that it takes', () => {
    const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8')
    assert.match(dockerfile, /^ENTRYPOINT \["node", .*"--require", "@eventflow\/runtime\/tracing"\]$/m)
    for (const { name } of findServices())
      assert.ok(isGiven(blockOf(name), 'OTEL_EXPORTER_OTLP_ENDPOINT'), name)
  })

  it('tells the provisioning the password of every service', () => {
    const block = blockOf('provision')
    const wanted = findServices().flatMap(({ service, settings }) => [
      ...settings
        .filter((one) => one.environmentName === 'DATABASE_URL')
        .map(() => passwordVariable(service, 'DB')),
      ...settings
        .filter((one) => one.environmentName === 'RABBITMQ_URL')
        .map(() => passwordVariable(service, 'BROKER')),
    ])
    assert.deepEqual(
      wanted.filter((variable) => !isGiven(block, variable)),
      [],
    )
  })

  it('knows no secret by default', () => {
    const withDefault = [
      ...compose.matchAll(/\$\{([A-Z0-9_]*(?:PASSWORD|KEY|SECRET|PEPPER)[A-Z0-9_]*)(?!:\?)[^A-Z0-9_]/g),
    ]
    assert.deepEqual(
      withDefault.map((match) => match[1]),
      [],
    )
  })

  it('listens on this machine only, on ports that can be chosen', () => {
    const published = [...compose.matchAll(/^ +- (\S+:\d+)$/gm)].map((match) => match[1] ?? '')
    assert.ok(published.length >= 9)
    for (const port of published)
      assert.match(port, /^127\.0\.0\.1:\$\{EVENTFLOW_[A-Z0-9_]+_PORT:-\d+\}:\d+$/)
  })

  it('has its required variables found, each once', () => {
    const text = ['ONE:?set it', 'TWO:-x', 'THREE?', 'ONE:?'].map((inside) => `\${${inside}}`).join('\n')
    assert.deepEqual(requiredVariables(text), ['ONE', 'THREE'])
  })
})

describe('a fresh secret', () => {
  it('of 32 bytes in base64 for a key, and without signs that mean something in an address for a password', () => {
    assert.equal(Buffer.from(freshSecret('SEALING_KEY'), 'base64').length, 32)
    assert.match(freshSecret('AUTH_DB_PASSWORD'), /^[0-9a-f]{48}$/)
    assert.match(freshSecret('S3_ACCESS_KEY'), /^[0-9a-f]{20}$/)
  })
})

describe('the workflow', () => {
  it('names every action by its commit, because a tag can be moved', () => {
    const actions = [...workflow.matchAll(/uses: (\S+)/g)].map((match) => match[1] ?? '')
    assert.ok(actions.length > 0)
    for (const action of actions) assert.match(action, /@[0-9a-f]{40}$/)
  })

  it('tests on every major version of Node that package.json allows', () => {
    const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      engines: { node: string }
    }
    const majors = [...engines.node.matchAll(/(\d+)\.\d+\.\d+/g)].map((match) => `'${match[1]}'`)
    assert.ok(workflow.includes(`node: [${majors.join(', ')}]`), `the matrix is not ${majors}`)
  })
})
