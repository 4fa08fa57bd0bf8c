import assert from 'node:assert/strict'
import { parameters } from './parameters.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const found = (files: Record<string, string>) => parameters.find(treeOf(files)).map(tell)

describe('the number of parameters', () => {
  it('finds a function that takes four', () => {
    assert.deepEqual(found({ 'tools/a.ts': '\nfunction f(a: 1, b: 2, c = 3, ...d: 4[]) {}' }), [
      'tools/a.ts:2 takes 4 parameters, pass one object instead (parameters)',
    ])
  })

  it('allows three, and counts an object as one', () => {
    const text =
      'const f = ({ a, b, c, d }: Facts, e: 1, f: 2) => a\nfunction g(this: Mocha.Context, a: 1, b: 2, c: 3) {}'
    assert.deepEqual(found({ 'tools/a.ts': text }), [])
  })
  it('allows the four by which Express knows an error handler', () => {
    assert.deepEqual(found({ 'tools/a.ts': 'app.use((error, request, response, next) => {})' }), [])
    assert.equal(found({ 'tools/a.ts': 'app.use((a, b, c, d, e) => {})\nmap((a, b, c, d) => a)' }).length, 2)
  })
})
