import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeJson } from './json-file.js'
import { lockHolder, takeLock } from './lock.js'
import { processIdentity } from './process-identity.js'

describe('the lock of a folder', () => {
  // The lock looks whether its holder works below the root; this process does.
  const root = process.cwd()
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'eventflow-lock-'))
    file = join(folder, 'lock.json')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('is held until it is given back', () => {
    const release = takeLock(file, root)
    assert.equal(lockHolder(file, root)?.pid, process.pid)
    release()
    assert.equal(lockHolder(file, root), undefined)
    assert.deepEqual(readdirSync(folder), [])
  })

  it('refuses a second holder and names the first', () => {
    const release = takeLock(file, root)
    assert.throws(
      () => takeLock(file, root),
      new RegExp(`already runs from this folder \\(pid ${process.pid}\\)`),
    )
    release()
  })

  it('is taken over from a process that was killed', () => {
    writeJson(file, { pid: 2 ** 22 + 1, identity: 'gone' })
    takeLock(file, root)()
    assert.equal(existsSync(file), false)
  })

  it('is taken over when the pid has gone to another process since', () => {
    writeJson(file, { pid: process.pid, identity: 'of an earlier process with this pid' })
    takeLock(file, root)()
  })

  it('is taken over when its file was cut off in the middle', () => {
    writeJson(file, 'not a holder at all')
    takeLock(file, root)()
  })

  it('does not take the holder of a copied folder for its own', function () {
    if (process.platform !== 'linux') this.skip()
    writeJson(file, { pid: process.pid, identity: processIdentity(process.pid) })
    assert.equal(lockHolder(file, folder), undefined)
  })
})
