import assert from 'node:assert/strict'
import { diskProblem } from './disk-problem.js'

describe('a problem of the disk', () => {
  it('is told by path and code, with what to do', () => {
    const error = Object.assign(new Error('EROFS: read-only file system, open'), {
      code: 'EROFS',
      path: '/x/stack.json',
    })
    assert.equal(diskProblem(error)?.message, '/x/stack.json cannot be written (EROFS)')
    assert.match(diskProblem(error)?.advice ?? '', /writable/)
  })

  it('is not made of errors about other things', () => {
    assert.equal(diskProblem(new Error('no')), undefined)
    assert.equal(diskProblem(Object.assign(new Error('connect EACCES'), { code: 'EACCES' })), undefined)
    assert.equal(diskProblem('text'), undefined)
  })
})
