import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAbandoned } from './abandoned.js'
import { writeJson } from './json-file.js'
import { processIdentity } from './process-identity.js'

describe('the folder of a throw-away stack', () => {
  const root = process.cwd()
  let stacks: string
  before(() => {
    stacks = mkdtempSync(join(tmpdir(), 'eventflow-throw-away-'))
  })
  after(() => rmSync(stacks, { recursive: true }))

  const abandoned = (name: string, owner?: { pid: number; identity: string | undefined }) => {
    const folder = join(stacks, name)
    mkdirSync(folder, { recursive: true })
    if (owner) writeJson(join(folder, 'owner.json'), owner)
    return isAbandoned(folder, name, root)
  }
  const nobody = 2 ** 22 + 1

  it('is kept while its launcher lives', () => {
    assert.equal(abandoned('bench-1', { pid: process.pid, identity: processIdentity(process.pid) }), false)
  })

  it('is abandoned when its launcher was killed, also if the pid lives on in another process', () => {
    assert.equal(abandoned('test-2', { pid: nobody, identity: 'gone' }), true)
    assert.equal(abandoned('test-3', { pid: process.pid, identity: 'of an earlier process' }), true)
  })

  it('is kept while it is being made and not signed yet', () => {
    assert.equal(abandoned(`test-${process.pid}`), false)
    assert.equal(abandoned(`test-${nobody}`), true)
  })

  it('is nothing else that lies beside it', () => {
    for (const name of ['stack', 'cache', 'test-env.json', 'test-x'])
      assert.equal(abandoned(name), false, name)
  })
})
