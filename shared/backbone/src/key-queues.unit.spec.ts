import assert from 'node:assert/strict'
import { createKeyQueues } from './key-queues.js'

describe('queues by key', () => {
  const queuesOf = (...items: Array<[string, number]>) => {
    const queues = createKeyQueues<number>((item) => item < 0)
    for (const [key, item] of items) queues.add(key, item)
    return queues
  }

  it('hand out a key with all that waits for it, and to nobody else until it is back', () => {
    const queues = queuesOf(['a', 1], ['b', 2], ['a', 3])
    assert.equal(queues.next('sound'), 'a')
    assert.deepEqual(queues.of('a'), [1, 3])
    queues.add('a', 4)
    assert.deepEqual([queues.next('sound'), queues.next('sound')], ['b', undefined])
    queues.of('a').shift()
    queues.handBack('a')
    assert.equal(queues.next('sound'), 'a')
    assert.deepEqual(queues.of('a'), [3, 4])
  })

  it('forget a key for which nothing waits', () => {
    const queues = queuesOf(['a', 1])
    queues.of(queues.next('sound') ?? '').length = 0
    queues.handBack('a')
    assert.equal(queues.has('sound'), false)
    assert.deepEqual(queues.of('a'), [])
  })

  it('keep apart a key with something troubled, wherever in its queue', () => {
    const queues = queuesOf(['a', -1], ['b', 1])
    assert.deepEqual([queues.next('sound'), queues.has('sound'), queues.next('troubled')], ['b', false, 'a'])
    queues.add('b', -2)
    queues.handBack('b')
    assert.deepEqual([queues.has('sound'), queues.has('troubled')], [false, true])
  })
})
