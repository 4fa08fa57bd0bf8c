import assert from 'node:assert/strict'
import { Impossible } from './component.js'
import { componentsFor } from './infra/all.js'
import { chooseServices, oncePerService } from './service-folders.js'

const all = ['auth', 'auth-worker', 'gateway', 'user'].map((name) => ({
  name,
  service: name.replace('-worker', ''),
}))
const wanting = (...names: string[]) => [
  { settings: names.map((environmentName) => ({ environmentName, secret: false })) },
]
const namesOf = (parts: Array<{ name: string }>) => parts.map(({ name }) => name)

describe('which services are started', () => {
  it('starts all of them when none are named', () => {
    assert.deepEqual(chooseServices(all, undefined), all)
  })

  it('starts those that are named', () => {
    assert.deepEqual(namesOf(chooseServices(all, ['user', 'gateway'])), ['gateway', 'user'])
  })

  it('starts all processes of a service, or the one that is named', () => {
    assert.deepEqual(namesOf(chooseServices(all, ['auth'])), ['auth', 'auth-worker'])
    assert.deepEqual(namesOf(chooseServices(all, ['auth-worker'])), ['auth-worker'])
  })

  it('makes what a service has once for one of its processes', () => {
    assert.deepEqual(namesOf(oncePerService(all)), ['auth', 'gateway', 'user'])
  })

  it('refuses a name that does not exist and shows those that do', () => {
    assert.throws(
      () => chooseServices(all, ['auth', 'oder']),
      (error: Impossible) =>
        error.message.includes('"oder"') && error.advice.includes('auth, auth-worker, gateway, user'),
    )
  })

  it('refuses an empty list', () => {
    assert.throws(() => chooseServices(all, []), Impossible)
  })
})

describe('which infrastructure is put up', () => {
  it('puts up every piece when all services start', () => {
    const names = ['mailbox', 'mongo', 'postgres', 'rabbitmq', 'redis', 's3']
    assert.deepEqual(namesOf(componentsFor(undefined)).sort(), names)
  })

  it('puts up only what the chosen services are told about', () => {
    assert.deepEqual(namesOf(componentsFor(wanting('PORT', 'REDIS_URL', 'DATABASE_URL'))), [
      'postgres',
      'redis',
    ])
  })
})
