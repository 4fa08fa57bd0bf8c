import assert from 'node:assert/strict'
import { Impossible } from '../component.js'
import { chooseSpecs, type SpecFile, sourcesOf } from './tiers.js'

const spec = (built: string, source: string): SpecFile => ({ built, source })
const cursor = spec('shared/http/dist/cursor.unit.spec.js', 'shared/http/src/cursor.unit.spec.ts')
const lock = spec('tools/dist/launcher/lock.unit.spec.js', 'tools/launcher/lock.unit.spec.ts')
const all = [cursor, lock]

describe('which spec files are run', () => {
  it('runs all of them when no path is given', () => {
    assert.deepEqual(chooseSpecs(all, []), all)
  })

  it('runs those below a folder, named as in the sources or as built', () => {
    for (const path of ['shared/http', './shared/http/', 'shared/http/src', 'shared/http/dist'])
      assert.deepEqual(chooseSpecs(all, [path]), [cursor], path)
  })

  it('runs a single file and several paths', () => {
    assert.deepEqual(chooseSpecs(all, ['tools/launcher/lock.unit.spec.ts']), [lock])
    assert.deepEqual(chooseSpecs(all, ['tools', 'shared']), all)
  })

  it('does not take the beginning of a name for a folder', () => {
    assert.throws(() => chooseSpecs(all, ['shared/ht']), Impossible)
  })

  it('refuses a path below which there is no spec', () => {
    assert.throws(() => chooseSpecs(all, ['tools', 'services/moon']), /services\/moon/)
  })

  it('looks for the source of a built file in src and beside dist', () => {
    assert.deepEqual(sourcesOf('tools/dist/a/b.unit.spec.js'), [
      'tools/src/a/b.unit.spec.ts',
      'tools/a/b.unit.spec.ts',
    ])
  })
})
