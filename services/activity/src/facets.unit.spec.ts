import assert from 'node:assert/strict'
import { facetOf, facetsOf } from './facets.js'

describe('what the properties of an activity can be asked by', () => {
  it('is each value that is no object, under its path, as text', () => {
    const properties = {
      page: { path: '/feed', depth: 3 },
      isNew: true,
      tags: ['a', 'b', { kind: 'c' }],
      none: null,
    }
    assert.deepEqual(facetsOf(properties).sort(), [
      'isNew=true',
      'none=null',
      'page.depth=3',
      'page.path=/feed',
      'tags.kind=c',
      'tags=a',
      'tags=b',
    ])
    assert.deepEqual(facetsOf(undefined), [])
  })

  it('is found by what an address can say of it', () => {
    assert.ok(facetsOf({ page: { depth: 3 } }).includes(facetOf('page.depth', '3')))
  })

  it('is a digest where the value is long, so that an index stays smaller than what it points to', () => {
    const long = 'x'.repeat(5_000)
    const [facet = ''] = facetsOf({ text: long })
    assert.ok(facet.length < 60)
    assert.equal(facet, facetOf('text', long))
    assert.notEqual(facet, facetOf('text', `${long}x`))
  })
})
