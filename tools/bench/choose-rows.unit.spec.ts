import assert from 'node:assert/strict'
import { chooseRows } from './choose-rows.js'

const rows = [
  { name: 'idle-route' },
  { name: 'soak', group: 'messaging' },
  { name: 'backlog', group: 'messaging' },
]
const chosen = (...wanted: string[]) => chooseRows(rows, wanted).map(({ name }) => name)

describe('choosing rows of the benchmark', () => {
  it('takes all of them when none is named', () => {
    assert.deepEqual(chosen(), ['idle-route', 'soak', 'backlog'])
  })

  it('takes a group by its name, and a row by its own', () => {
    assert.deepEqual(chosen('messaging'), ['soak', 'backlog'])
    assert.deepEqual(chosen('backlog', 'idle-route'), ['idle-route', 'backlog'])
  })

  it('says which there are when one is unknown', () => {
    assert.throws(
      () => chosen('logn'),
      (error: Error & { advice?: string }) =>
        /"logn"/.test(error.message) &&
        /choose among idle-route, messaging, soak, backlog/.test(error.advice ?? ''),
    )
  })
})
