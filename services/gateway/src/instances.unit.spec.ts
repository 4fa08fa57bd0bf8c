import assert from 'node:assert/strict'
import { eventually } from '@eventflow/testing'
import { namedInstances } from './instances.js'

const origins = (source: ReturnType<typeof namedInstances>) => source.current().map(({ origin }) => origin)

describe('where the instances of a service are', () => {
  it('is a list of addresses, taken as they are', async () => {
    const list = ['http://127.0.0.1:1', 'http://[::1]:2', 'http://localhost:3', 'https://auth.test']
    const source = namedInstances(list, { everyMs: 1, resolve: () => Promise.reject(new Error('not asked')) })
    assert.deepEqual(origins(source), list)
    source.close()
  })

  it('is all that a name leads to, looked up again and again', async () => {
    let known = ['10.0.0.2', '10.0.0.1', 'fd00::1']
    const source = namedInstances(['http://auth:8080'], { everyMs: 5, resolve: async () => known })
    let changes = 0
    source.watch(() => changes++)
    const all = ['http://10.0.0.1:8080', 'http://10.0.0.2:8080', 'http://[fd00::1]:8080']
    await eventually(() => assert.deepEqual(origins(source), all))
    known = ['10.0.0.3']
    await eventually(() => assert.deepEqual(origins(source), ['http://10.0.0.3:8080']))
    assert.equal(changes, 2)
    source.close()
  })

  it('is what it was while the name cannot be looked up, or leads nowhere', async () => {
    let asked = 0
    const resolve = async () => {
      asked++
      if (asked === 1) return ['10.0.0.1']
      if (asked % 2 === 0) return []
      throw new Error('no such name')
    }
    const source = namedInstances(['http://auth:8080'], { everyMs: 2, resolve })
    await eventually(() => assert.ok(asked > 4))
    assert.deepEqual(origins(source), ['http://10.0.0.1:8080'])
    source.close()
  })
})
