import assert from 'node:assert/strict'
import { isStill, processIdentity, startAndState } from './process-identity.js'
import { isBelow } from './runs-below.js'

describe('the identity of a process', () => {
  it('is read behind a name that itself holds blanks and brackets', () => {
    const after = 'S 1 42 42 0 -1 4194560 900 0 0 0 5 3 0 0 20 0 7 0 987654 1000 200'
    assert.deepEqual(startAndState(`42 (a) b (c) ${after}`), { state: 'S', startTicks: '987654' })
  })

  it('stays the same while the process lives', () => {
    const identity = processIdentity(process.pid)
    assert.ok(identity)
    assert.equal(processIdentity(process.pid), identity)
    assert.equal(isStill(process.pid, identity), true)
  })

  it('is not that of another process', () => {
    assert.notEqual(processIdentity(process.pid), processIdentity(process.ppid))
    assert.equal(isStill(process.ppid, processIdentity(process.pid)), false)
  })

  it('is nobody for a pid that is not given', () => {
    assert.equal(processIdentity(2 ** 22 + 1), undefined)
    assert.equal(processIdentity(-1), undefined)
    assert.equal(isStill(-1, undefined), false)
  })
})

describe('whether a path lies below a folder', () => {
  it('holds for the folder itself and for what is in it', () => {
    assert.equal(isBelow('/a/b', '/a/b'), true)
    assert.equal(isBelow('/a/b/c', '/a/b'), true)
  })

  it('does not hold for a neighbour whose name begins the same', () => {
    assert.equal(isBelow('/a/bc', '/a/b'), false)
    assert.equal(isBelow('/a', '/a/b'), false)
  })
})
