import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { ROOT } from '../places.js'
import { runTier } from './run-tier.js'

describe('a tier whose files are run side by side', function () {
  // Each run starts a few processes.
  this.timeout(30_000)

  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'eventflow-tier-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const spec = (name: string, script: string, alone = false) => {
    writeFileSync(join(folder, `${name}.js`), script)
    writeFileSync(join(folder, `${name}.ts`), alone ? '// Alone: it counts who else is there.\n' : '')
    const place = (kind: string) => relative(ROOT, join(folder, `${name}.${kind}`))
    return { built: place('js'), source: place('ts') }
  }
  const test = (title: string, body: string) => `it(${JSON.stringify(title)}, ${body})`

  const run = async (
    specs: Array<ReturnType<typeof spec>>,
    more: { tierMs?: number; signal?: AbortSignal } = {},
  ) => {
    const printed: string[] = []
    const remembered: string[] = []
    const { tierMs = 20_000, signal = new AbortController().signal } = more
    const tally = await runTier({
      tier: { name: 'trial', suffix: '.js', needsInfrastructure: false, atOnce: 2, testMs: 500, tierMs },
      specs,
      folder,
      environment: { PATH: '/usr/bin:/bin' },
      signal,
      print: (line) => printed.push(stripVTControlCharacters(line)),
      times: {},
      remember: (times) => remembered.push(...Object.keys(times)),
    })
    return { tally, remembered, text: printed.join('\n') }
  }

  it('counts all of them once, names the files of failures, and runs what can be run', async () => {
    const specs = [
      spec('good', [test('works', '() => {}'), "it('is to be written')"].join('\n')),
      spec('bad', test('adds up', "() => { throw new Error('1 is not 2') }")),
      spec('broken', 'this is no script'),
      spec('slow', test('comes to an end', '() => new Promise(() => {})')),
      spec(
        'unhooked',
        `before(() => { throw new Error('no server') }); ${test('is never reached', '() => {}')}`,
      ),
    ]
    const { tally, text, remembered } = await run(specs)
    assert.deepEqual(tally, { passed: 1, failed: 4, skipped: 1 })
    assert.match(text, /\d\) adds up\n.*bad\n.*1 is not 2/)
    assert.match(text, /\d\) the file can be loaded\n.*broken\n/)
    assert.match(text, /\d\) comes to an end\n.*slow\n.*Timeout of 500ms/)
    assert.match(text, /before all.*\n.*unhooked\n.*no server/)
    assert.equal(remembered.length, 5)
  })

  it('has two at work at a time, and nobody beside those that must be alone', async () => {
    const log = join(folder, 'log')
    const noting = `const note = (word) => require('fs').appendFileSync(${JSON.stringify(log)}, word + ' ')`
    const lasting = `${noting}; it('lasts', async () => { note('in'); await new Promise((r) => setTimeout(r, 300)); note('out') })`
    const specs = ['a', 'b', 'c', 'd'].map((name) => spec(name, lasting, name > 'b'))
    const { tally, text } = await run(specs)
    assert.equal(tally.passed, 4)
    assert.equal(readFileSync(log, 'utf8').trim(), 'in in out out in out in out')
    assert.match(text, /those that must be alone, 2 files/)
  })

  it('names the file in which a process died, goes on with the others, and passes nothing over', async () => {
    const dying = `it('dies', () => process.kill(process.pid, 'SIGKILL'))`
    const both = await run([spec('deadly', dying), spec('good', test('works', '() => {}'))])
    assert.deepEqual(both.tally, { passed: 1, failed: 1, skipped: 0 })
    assert.match(both.text, /the run was killed by SIGKILL before it was through, in \S*deadly/)
    const all = await run([
      spec('deadly', dying),
      spec('deadly-too', dying),
      spec('good', test('works', '() => {}')),
    ])
    assert.deepEqual(all.tally, { passed: 0, failed: 3, skipped: 0 })
    assert.match(all.text, /not run: \S*good\.js/)
  })

  it('names the file that hangs where no limit of a test can help', async () => {
    const hanging = await run([spec('hanging', test('spins', '() => { for (;;); }'))], { tierMs: 2_000 })
    assert.deepEqual(hanging.tally, { passed: 0, failed: 1, skipped: 0 })
    assert.match(hanging.text, /not through within 2 s and were killed, in \S*hanging/)
  })

  it('ends all processes when it is told to stop', async () => {
    const stop = new AbortController()
    const waiting = ['a', 'b'].map((name) =>
      spec(
        name,
        `it('waits', function () { this.timeout(0); return new Promise((r) => setTimeout(r, 60000)) })`,
      ),
    )
    setTimeout(() => stop.abort(new Error('Ctrl-C')), 1_000)
    const startedAt = Date.now()
    await assert.rejects(run(waiting, { signal: stop.signal }), /Ctrl-C/)
    assert.ok(Date.now() - startedAt < 15_000)
  })
})
