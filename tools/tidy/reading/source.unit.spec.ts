import assert from 'node:assert/strict'
import { sourceOf } from './source.js'

describe('reading a source', () => {
  it('names the file that cannot be parsed', () => {
    assert.throws(() => sourceOf('tools/a.ts', 'const = 1').visits(), /tools\/a\.ts cannot be parsed/)
  })

  it('understands decorators, types and markup where they belong', () => {
    const visits = [
      sourceOf('a.ts', "@Entity() class A { @Column('text') name!: string }"),
      sourceOf('a.tsx', 'const a = <T,>(b: T) => <p>{b}</p>'),
      sourceOf('a.mjs', 'const a = await b'),
      sourceOf('a.cjs', 'return require("b")'),
    ].map((source) => source.visits().length)
    assert.ok(visits.every((count) => count >= 5))
  })
})
