import assert from 'node:assert/strict'
import { withDescendants } from './process-memory.js'
import { stepLine } from './progress.js'
import { withoutLogin } from './service-answer.js'
import { duration, megabytes, table } from './table.js'

describe('what the commands print', () => {
  it('sets columns to their widest cell and leaves no blanks at the end', () => {
    assert.deepEqual(
      table([
        ['NAME', 'STATE'],
        ['gateway', 'up'],
      ]),
      ['NAME     STATE', 'gateway  up'],
    )
  })

  it('tells durations in the unit that one would say', () => {
    assert.deepEqual([4_900, 61_000, 3_600_000 * 25 + 60_000].map(duration), ['4 s', '1 min', '25 h 1 min'])
  })

  it('leaves a cell empty when the memory is not known', () => {
    assert.equal(megabytes(undefined), '')
    assert.equal(megabytes(1_572_864), '2 MB')
  })

  it('shows a step with its detail and time', () => {
    assert.equal(stepLine('redis', 'on port 1', 1234), 'redis        on port 1 (1.2 s)')
    assert.equal(stepLine('lint', '', 0), 'lint         (0.0 s)')
  })

  it('takes user and password out of an address', () => {
    assert.equal(withoutLogin('amqp://a:b@127.0.0.1:1/x'), 'amqp://127.0.0.1:1/x')
    assert.equal(withoutLogin('http://127.0.0.1:1'), 'http://127.0.0.1:1')
  })

  it('counts the memory of children and their children', () => {
    const parents = new Map([
      [2, 1],
      [3, 2],
      [4, 9],
    ])
    assert.deepEqual(withDescendants(1, parents), [1, 2, 3])
  })
})
