import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { folderBytes } from './folder-size.js'
import { readJson, writeJson } from './json-file.js'
import { findLogs } from './log-files.js'
import { openSecretBook } from './secret-book.js'
import { tailOf } from './wait-until.js'

describe('the files of a stack', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'eventflow-files-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('are readable by the owner alone', () => {
    const file = join(folder, 'deep', 'stack.json')
    writeJson(file, { password: 'x' })
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.deepEqual(readJson(file), { password: 'x' })
  })

  it('count as missing when they cannot be understood', () => {
    const file = join(folder, 'cut.json')
    writeFileSync(file, '{"half":')
    assert.equal(readJson(file), undefined)
    assert.equal(readJson(join(folder, 'none.json')), undefined)
  })

  it('keep a secret over restarts, and one secret apart from another', () => {
    const file = join(folder, 'secrets.json')
    const secret = openSecretBook(file)('postgres')
    assert.equal(Buffer.from(secret, 'base64url').length, 32)
    assert.equal(openSecretBook(file)('postgres'), secret)
    assert.notEqual(openSecretBook(file)('redis'), secret)
    assert.equal(statSync(file).mode & 0o777, 0o600)
  })

  it('have logs that are found by the name of what wrote them, but not among the data of a server', () => {
    for (const path of ['logs', 'rabbitmq/log', 'postgres/data'])
      mkdirSync(join(folder, path), { recursive: true })
    for (const file of [
      'logs/auth.log',
      'rabbitmq/log/rabbitmq.log',
      'rabbitmq/log/x@y_upgrade.log',
      'postgres/data/1.log',
    ])
      writeFileSync(join(folder, file), 'line\n')
    assert.deepEqual([...findLogs(folder).keys()].sort(), ['auth', 'rabbitmq'])
  })

  it('show the last lines of a log that say something', () => {
    const file = join(folder, 'some.log')
    writeFileSync(file, 'one\ntwo\n\nthree\n')
    assert.deepEqual(tailOf(file, 2), ['two', 'three'])
    assert.deepEqual(tailOf(file, 0), [])
    assert.deepEqual(tailOf(join(folder, 'none.log'), 2), [])
    assert.equal(readFileSync(file, 'utf8').length, 15)
  })

  it('are counted with all folders below', async () => {
    mkdirSync(join(folder, 'a', 'b'), { recursive: true })
    writeFileSync(join(folder, 'a', 'b', 'c'), Buffer.alloc(1000))
    writeFileSync(join(folder, 'd'), Buffer.alloc(24))
    assert.equal(await folderBytes(folder), 1024)
  })
})
