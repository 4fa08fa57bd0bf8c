import assert from 'node:assert/strict'
import { bornAt, idNamed, newId } from './ids.js'

describe('a new id', () => {
  it('is a UUID of version 7 in lower case', () => {
    assert.match(newId(), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('holds the time of its birth', () => {
    const before = Date.now()
    const born = bornAt(newId())?.getTime() ?? 0
    assert.ok(born >= before && born <= Date.now() + 1)
    assert.deepEqual(bornAt('0199f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'), new Date(0x0199f3c27a10))
  })

  it('sorts behind all that were made before, also within one millisecond', () => {
    const ids = Array.from({ length: 20_000 }, newId)
    assert.deepEqual([...ids].sort(), ids)
    assert.equal(new Set(ids).size, ids.length)
  })
})

describe('an id that is named', () => {
  it('is the same for the same parts, and another for others, wherever one ends and the next begins', () => {
    assert.equal(idNamed('event', 'welcome'), idNamed('event', 'welcome'))
    assert.match(idNamed('event'), /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    assert.notEqual(idNamed('ab', 'c'), idNamed('a', 'bc'))
  })

  it('holds no time, and neither does what is no id of ours', () => {
    for (const other of [idNamed('event'), 'message-1', '']) assert.equal(bornAt(other), undefined, other)
  })
})
