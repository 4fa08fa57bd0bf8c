import assert from 'node:assert/strict'
import { stripVTControlCharacters } from 'node:util'
import { createTierReport, type MochaEvent, parseEvent } from './tier-report.js'

const file = '/repo/shared/http/dist/cursor.unit.spec.js'

function reportOf(...lines: Array<MochaEvent | string>) {
  const printed: string[] = []
  const report = createTierReport('/repo', (line) => printed.push(stripVTControlCharacters(line)))
  for (const line of lines) report.take(typeof line === 'string' ? line : JSON.stringify(line))
  return { report, printed, failures: report.failures().map(stripVTControlCharacters).join('\n') }
}

const pass = (fullTitle: string, more = {}): MochaEvent => [
  'pass',
  { title: fullTitle, fullTitle, file, ...more },
]
const fail = (fullTitle: string, err: string, stack: string | null): MochaEvent => [
  'fail',
  { title: fullTitle, fullTitle, file, err, stack },
]

describe('the report of a tier', () => {
  it('names each file once, then its tests', () => {
    const { printed } = reportOf(
      ['start', { total: 2 }],
      pass('a cursor is opaque'),
      pass('a cursor is signed'),
    )
    assert.deepEqual(printed, [
      '  shared/http/cursor.unit.spec',
      '    ✔ a cursor is opaque',
      '    ✔ a cursor is signed',
    ])
  })

  it('counts what passed, failed and was skipped', () => {
    const end: MochaEvent = ['end', { passes: 1, failures: 1, pending: 2 }]
    const { report } = reportOf(pass('one'), fail('two', 'no', null), end)
    assert.deepEqual(report.tally(), { passed: 1, failed: 1, skipped: 2 })
    assert.equal(report.ended(), true)
  })

  it('counts what it has seen of a run that broke off', () => {
    const { report } = reportOf(pass('one'))
    assert.deepEqual(report.tally(), { passed: 1, failed: 0, skipped: 0 })
    assert.equal(report.ended(), false)
  })

  it('shows the time of a slow test', () => {
    const { printed } = reportOf(
      pass('quick', { duration: 3 }),
      pass('slow one', { duration: 900, speed: 'slow' }),
    )
    assert.deepEqual(printed.slice(1), ['    ✔ quick', '    ✔ slow one (900 ms)'])
  })

  it('tells a failure with its message and its own frames, without those of the test runner', () => {
    const stack = [
      'Error: 1 is not 2',
      '    at Context.<anonymous> (/repo/shared/http/src/a.ts:3:1)',
      '    at x (/repo/node_modules/mocha/lib/runner.js:1:1)',
    ]
    const { failures } = reportOf(fail('adds up', '1 is not 2', stack.join('\n')))
    assert.match(failures, /1\) adds up/)
    assert.match(failures, /Error: 1 is not 2/)
    assert.match(failures, /\(shared\/http\/src\/a\.ts:3:1\)/)
    assert.doesNotMatch(failures, /mocha/)
  })

  it('tells the message of a failure that has no stack', () => {
    assert.match(reportOf(fail('hook', 'it never came', null)).failures, /it never came/)
  })

  it('lets through what the tests themselves print', () => {
    assert.deepEqual(reportOf('{"level":"info"}').printed, ['    {"level":"info"}'])
  })
})

describe('a line of a mocha run', () => {
  it('is an event only when it is one as a whole', () => {
    assert.deepEqual(parseEvent('["start",{"total":1}]'), ['start', { total: 1 }])
    assert.equal(parseEvent('["start",{"total":'), undefined)
    assert.equal(parseEvent('["other",{}]'), undefined)
    assert.equal(parseEvent('plain text'), undefined)
  })
})
