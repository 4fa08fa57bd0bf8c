import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { write } from './changes.js'

describe('writing a set of files', () => {
  let root: string

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'eventflow-changes-'))
    writeFileSync(join(root, 'known.md'), 'before')
  })

  afterEach(() => rmSync(root, { recursive: true }))

  const text = (path: string) => readFileSync(join(root, path), 'utf8')

  it('writes new files in new folders, and changes known ones', () => {
    write(root, { created: new Map([['a/b.md', 'new']]), edited: new Map([['known.md', 'after']]) })
    assert.deepEqual([text('a/b.md'), text('known.md')], ['new', 'after'])
  })

  it('writes nothing when a new file is there already', () => {
    const created = new Map([
      ['a.md', 'new'],
      ['known.md', 'new'],
    ])
    assert.throws(() => write(root, { created, edited: new Map() }), /known\.md exists already/)
    assert.deepEqual([existsSync(join(root, 'a.md')), text('known.md')], [false, 'before'])
  })

  it('takes everything back when one file cannot be written', () => {
    const created = new Map([
      ['a.md', 'new'],
      ['known.md/b.md', 'a file is where the folder should be'],
    ])
    assert.throws(() => write(root, { created, edited: new Map([['known.md', 'after']]) }), /ENOTDIR|EEXIST/)
    assert.deepEqual([existsSync(join(root, 'a.md')), text('known.md')], [false, 'before'])
  })
})
