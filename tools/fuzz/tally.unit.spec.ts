import assert from 'node:assert/strict'
import type { RoundReport } from './round.js'
import { failureLines, isClean, lastLine, type RoundResult, roundLine } from './tally.js'

const clean: RoundReport = {
  complete: true,
  operations: { selected: 3, tested: 3 },
  test_cases: { generated: 40 },
  failures: [],
  errors: [],
}
const result = (report: Partial<RoundReport> = {}, tokenLasted = true): RoundResult => ({
  name: 'as user',
  report: { ...clean, ...report },
  tokenLasted,
})
const failure = { title: 'Server error', count: 2, operations: ['GET /v1/ships', 'POST /v1/ships'] }

describe('a run of the fuzzer', () => {
  it('is clean when every operation had its turn, nothing failed and every service stayed up', () => {
    assert.equal(isClean([result(), result()], []), true)
  })

  for (const [name, bad] of Object.entries({
    'an answer failed': result({ failures: [failure] }),
    'the fuzzer itself failed': result({ errors: ['no route to host'] }),
    'an operation had no turn': result({ operations: { selected: 3, tested: 2 } }),
    'the token ended on the way': result({}, false),
  }))
    it(`is not clean when ${name}`, () => assert.equal(isClean([result(), bad], []), false))

  it('is not clean when a service fell', () => {
    assert.equal(isClean([result()], [{ name: 'user', restarts: 1 }]), false)
  })

  it('is told in a line for each round and one for all', () => {
    const rounds = [result(), result({ failures: [failure], complete: false }, false)]
    assert.equal(roundLine(result()), 'as user: 40 calls to 3 of 3 operations, 0 failures')
    assert.match(roundLine(rounds[1] as RoundResult), /2 failures, not complete.*, its token ended/)
    assert.deepEqual(failureLines(rounds[1] as RoundResult), [
      '  2 x Server error: GET /v1/ships, POST /v1/ships',
    ])
    assert.equal(
      lastLine(rounds, [{ name: 'user', restarts: 2 }], { operations: 4, seed: 7 }),
      '4 operations, 80 calls in 2 rounds: 2 failures, user fell 2 times; --seed 7 repeats them',
    )
  })
})
