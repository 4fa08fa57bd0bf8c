import assert from 'node:assert/strict'
import { arrows } from './arrows.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const found = (files: Record<string, string>) => arrows.find(treeOf(files)).map(tell)

const packages = Object.fromEntries(
  [
    'shared/backbone',
    'shared/contracts',
    'shared/http',
    'shared/runtime',
    'shared/testing',
    'services/order',
    'services/user',
  ]
    .concat('tools', 'docs/flows')
    .map((folder) => [`${folder}/package.json`, manifest(folder)]),
)

function manifest(folder: string): string {
  const name = `@eventflow/${folder.split('/').at(-1)}`
  if (folder !== 'shared/runtime') return JSON.stringify({ name, main: 'dist/index.js' })
  return JSON.stringify({
    name,
    exports: { '.': './dist/index.js', './redis': { default: './dist/redis.js' } },
  })
}

const step = (path: string, specifier: string) => found({ ...packages, [path]: `import '${specifier}'` })

describe('arrows between packages', () => {
  it('lets services, http and backbone import what is below them', () => {
    for (const name of ['http', 'backbone', 'runtime', 'contracts', 'runtime/redis']) {
      assert.deepEqual(step('services/order/src/order.ts', `@eventflow/${name}`), [], name)
    }
    assert.deepEqual(step('shared/http/src/app.ts', '@eventflow/runtime'), [])
    assert.deepEqual(step('shared/backbone/src/consume.ts', '@eventflow/contracts'), [])
  })

  it('refuses a service in a service, even as a type', () => {
    const text = "\nexport type { Profile } from '@eventflow/user'"
    assert.deepEqual(found({ ...packages, 'services/order/src/order.int.spec.ts': text }), [
      'services/order/src/order.int.spec.ts:2 imports the service services/user; services talk by events (arrows)',
    ])
    const lazily = { 'services/order/src/order.ts': "type P = import('@eventflow/user').Profile" }
    assert.equal(found({ ...packages, ...lazily }).length, 1)
  })

  it('refuses arrows that point upwards or sideways', () => {
    const wrong = [
      ['shared/http/src/app.ts', '@eventflow/backbone'],
      ['shared/backbone/src/consume.ts', '@eventflow/http'],
      ['shared/runtime/src/logger.ts', '@eventflow/contracts'],
      ['shared/contracts/src/event.ts', '@eventflow/runtime'],
      ['shared/runtime/src/logger.ts', '@eventflow/order'],
      ['services/order/src/order.ts', '@eventflow/tools'],
    ] as const
    for (const [path, specifier] of wrong)
      assert.equal(step(path, specifier).length, 1, `${path} ${specifier}`)
  })

  it('lets tests, flows and tools alone import the testing package', () => {
    for (const path of [
      'services/order/src/a.int.spec.ts',
      'docs/flows/register.ts',
      'tools/chaos/main.ts',
    ]) {
      assert.deepEqual(step(path, '@eventflow/testing'), [], path)
    }
    assert.deepEqual(step('services/order/src/order.ts', '@eventflow/testing'), [
      'services/order/src/order.ts:1 imports shared/testing, which no arrow of the design allows here (arrows)',
    ])
  })

  it('lets flows alone import services', () => {
    assert.deepEqual(step('docs/flows/register.flow.spec.ts', '@eventflow/user'), [])
    assert.equal(step('tools/launcher/main.ts', '@eventflow/user').length, 1)
    assert.deepEqual(found({ ...packages, 'tools/launcher/main.ts': 'import(`../../services/` + name)' }), [])
  })

  it('lets contracts import joi, and runtime neither express nor amqplib', () => {
    assert.deepEqual(step('shared/contracts/src/event.ts', 'joi'), [])
    assert.equal(step('shared/contracts/src/event.ts', 'node:fs').length, 1)
    assert.deepEqual(step('shared/contracts/src/event.unit.spec.ts', 'node:fs'), [])
    assert.equal(step('shared/runtime/src/health.ts', 'express').length, 1)
  })

  it('refuses ways around the door of a package', () => {
    assert.deepEqual(step('services/order/src/order.ts', '@eventflow/http/dist/app.js'), [
      'services/order/src/order.ts:1 @eventflow/http/dist/app.js is not an entry that @eventflow/http declares (arrows)',
    ])
    assert.deepEqual(step('services/order/src/order.ts', '../../../shared/http/src/app.js'), [
      'services/order/src/order.ts:1 ../../../shared/http/src/app.js leaves the package services/order (arrows)',
    ])
    assert.deepEqual(step('shared/http/src/app.ts', '@eventflow/http'), [
      'shared/http/src/app.ts:1 imports its own package by name; use a relative path (arrows)',
    ])
  })
})
