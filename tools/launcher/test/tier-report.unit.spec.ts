import assert from 'node:assert/strict'
import { stripVTControlCharacters } from 'node:util'
import { createTierReport, failureText, parseEvent, type SpecEvent } from './tier-report.js'

const file = '/repo/shared/http/dist/cursor.unit.spec.js'
const begin: SpecEvent = ['file', { file }]
const through: SpecEvent = ['through', { file }]

function reportOf(...lines: Array<SpecEvent | string>) {
  const printed: string[] = []
  const report = createTierReport('/repo', (line) => printed.push(stripVTControlCharacters(line)))
  for (const line of lines) report.take(typeof line === 'string' ? line : JSON.stringify(line))
  const failures = report.failures().flatMap((failure, index) => failureText(failure, index + 1))
  return { report, printed, failures: failures.map(stripVTControlCharacters).join('\n') }
}

const pass = (fullTitle: string, more = {}): SpecEvent => ['pass', { fullTitle, ...more }]
const fail = (fullTitle: string, err: string, stack: string | null): SpecEvent => [
  'fail',
  { fullTitle, err, stack },
]

describe('the report of a tier', () => {
  it('names a file and then its tests, all at once when it is through', () => {
    const started = [begin, pass('a cursor is opaque'), pass('a cursor is signed')]
    assert.deepEqual(reportOf(...started).printed, [])
    const { printed, report } = reportOf(...started, through)
    assert.deepEqual(printed, [
      '  shared/http/cursor.unit.spec',
      '    ✔ a cursor is opaque',
      '    ✔ a cursor is signed',
    ])
    assert.deepEqual(Object.keys(report.times()), ['shared/http/dist/cursor.unit.spec.js'])
  })

  it('counts what passed, failed and was skipped', () => {
    const skip: SpecEvent = ['skip', { fullTitle: 'three' }]
    const { report } = reportOf(begin, pass('one'), fail('two', 'no', null), skip, skip, through, ['end', {}])
    assert.deepEqual(report.tally(), { passed: 1, failed: 1, skipped: 2 })
    assert.equal(report.ended(), true)
    assert.equal(report.current(), undefined)
  })

  it('counts what it has seen of a run that broke off, names the file and shows what there is of it', () => {
    const { report, printed } = reportOf(begin, pass('one'))
    assert.deepEqual(report.tally(), { passed: 1, failed: 0, skipped: 0 })
    assert.equal(report.ended(), false)
    assert.equal(report.current(), 'shared/http/cursor.unit.spec')
    report.flush()
    assert.deepEqual(printed, ['  shared/http/cursor.unit.spec', '    ✔ one'])
    assert.deepEqual(report.times(), {})
  })

  it('shows the time of a slow test', () => {
    const { printed } = reportOf(
      begin,
      pass('quick', { duration: 3 }),
      pass('slow one', { duration: 900, slow: true }),
      through,
    )
    assert.deepEqual(printed.slice(1), ['    ✔ quick', '    ✔ slow one (900 ms)'])
  })

  it('tells a failure with its message, its file and its own frames, without those of the test runner', () => {
    const stack = [
      'Error: 1 is not 2',
      '    at Context.<anonymous> (/repo/shared/http/src/a.ts:3:1)',
      '    at x (/repo/node_modules/mocha/lib/runner.js:1:1)',
    ]
    const { failures } = reportOf(begin, fail('adds up', '1 is not 2', stack.join('\n')), through)
    assert.match(failures, /1\) adds up\n {5}shared\/http\/cursor\.unit\.spec\n/)
    assert.match(failures, /Error: 1 is not 2/)
    assert.match(failures, /\(shared\/http\/src\/a\.ts:3:1\)/)
    assert.doesNotMatch(failures, /mocha/)
  })

  it('tells the message of a failure that has no stack', () => {
    assert.match(reportOf(begin, fail('hook', 'it never came', null)).failures, /it never came/)
  })

  it('lets through what the tests themselves print, with their file', () => {
    const { printed } = reportOf(begin, '{"level":"info"}', through, 'a late word')
    assert.deepEqual(printed, ['  shared/http/cursor.unit.spec', '    {"level":"info"}', '    a late word'])
  })
})

describe('a line of a run', () => {
  it('is an event only when it is one as a whole', () => {
    assert.deepEqual(parseEvent('["file",{"file":"a"}]'), ['file', { file: 'a' }])
    assert.equal(parseEvent('["file",{"file":'), undefined)
    assert.equal(parseEvent('["other",{}]'), undefined)
    assert.equal(parseEvent('plain text'), undefined)
  })
})
