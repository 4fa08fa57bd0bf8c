import assert from 'node:assert/strict'
import { accountOf, isClean, markOf } from './letters-account.js'

const kept = (...numbers: number[]) => numbers.map((number) => ({ recipient_id: 'a', number }))
const good = { id: 'a', kind: 'good', number: 3 }
const evidence = { recipients: [good], kept: kept(1, 2, 3), dead: [], malformed: [] }

describe('the account of letters', () => {
  it('is clean when each was kept once, in order', () => {
    const account = accountOf(evidence)
    assert.deepEqual([account.sent, account.handled], [3, 3])
    assert.ok(isClean(account))
  })

  it('counts what is missing, what is there twice, and what came too late', () => {
    const account = accountOf({ ...evidence, kept: kept(2, 1, 1) })
    assert.deepEqual([account.handled, account.lost, account.doubled], [2, 1, 1])
    assert.equal(account.outOfOrder, 2)
    for (const numbers of [
      [1, 2],
      [1, 2, 3, 3],
      [1, 3, 2],
    ])
      assert.ok(!isClean(accountOf({ ...evidence, kept: kept(...numbers) })), numbers.join())
  })

  it('lets a flaky letter be overtaken, but neither lost nor kept twice', () => {
    const flaky = { ...evidence, recipients: [{ ...good, kind: 'flaky' }] }
    assert.ok(isClean(accountOf({ ...flaky, kept: kept(3, 1, 2) })))
    assert.ok(!isClean(accountOf({ ...flaky, kept: kept(3, 1) })))
  })

  it('wants every poisonous and malformed message put aside, and no other; twice is as good as once', () => {
    const poisoned = {
      recipients: [{ id: 'p', kind: 'poison', number: 1 }],
      kept: [],
      malformed: ['broken'],
    }
    const dead = [markOf('p', 1), 'broken', 'broken'].map((mark) => ({ mark }))
    const account = accountOf({ ...poisoned, dead })
    assert.deepEqual([account.parked, account.poisonous, account.sent], [2, 2, 0])
    assert.ok(isClean(account))
    assert.equal(accountOf({ ...poisoned, dead: dead.slice(1) }).notParked, 1)
    assert.equal(accountOf({ ...poisoned, dead: [...dead, { mark: 'a 1' }] }).parkedWrongly, 1)
  })
})
