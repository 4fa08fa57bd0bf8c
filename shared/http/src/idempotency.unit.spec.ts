import assert from 'node:assert/strict'
import { CallerError } from '@eventflow/runtime'
import { fingerprintOf, idempotencyKeyOf } from './idempotency.js'

const codeOf = (read: () => unknown): string => {
  try {
    read()
  } catch (error) {
    assert.ok(error instanceof CallerError && error.status === 400)
    return error.code
  }
  return 'none'
}

describe('the Idempotency-Key of a request', () => {
  it('is up to 255 printable characters', () => {
    for (const key of ['a', '0198f3c2-7a10', '"quoted"', 'with space', 'x'.repeat(255)])
      assert.equal(idempotencyKeyOf(key, 'required'), key)
  })

  it('is refused when it is longer or has other characters', () => {
    for (const key of ['x'.repeat(256), 'tab\there', 'ümlaut', 'a\u0000b', 'a\u007f'])
      assert.equal(
        codeOf(() => idempotencyKeyOf(key, 'optional')),
        'IDEMPOTENCY_KEY_INVALID',
        key,
      )
  })

  it('may be missing only where it is optional', () => {
    for (const key of [undefined, '']) {
      assert.equal(
        codeOf(() => idempotencyKeyOf(key, 'required')),
        'IDEMPOTENCY_KEY_REQUIRED',
      )
      assert.equal(idempotencyKeyOf(key, 'optional'), undefined)
    }
  })
})

describe('the fingerprint of a request', () => {
  const body = { name: 'Fram', crew: [{ role: 'cook', age: 40 }], more: null }
  const { more: _, ...less } = body
  const print = fingerprintOf('POST', '/v1/ships', body)

  it('is the same when the fields stand in another order, at any depth', () => {
    const turned = { more: null, crew: [{ age: 40, role: 'cook' }], name: 'Fram' }
    assert.equal(fingerprintOf('POST', '/v1/ships', turned), print)
  })

  it('is another one for another method, address or body', () => {
    const others = [
      fingerprintOf('PUT', '/v1/ships', body),
      fingerprintOf('POST', '/v1/boats', body),
      fingerprintOf('POST', '/v1/ships', { ...body, name: 'Maud' }),
      fingerprintOf('POST', '/v1/ships', less),
      fingerprintOf('POST', '/v1/ships', { ...body, more: 0 }),
      fingerprintOf('POST', '/v1/ships', { ...body, crew: [{ role: 'cook', age: '40' }] }),
      fingerprintOf('POST', '/v1/ships', undefined),
    ]
    assert.equal(new Set([print, ...others]).size, others.length + 1)
  })

  it('keeps the order of lists, and tells a list from an object', () => {
    const of = (value: unknown) => fingerprintOf('POST', '/', value)
    assert.notEqual(of([1, 2]), of([2, 1]))
    assert.notEqual(of([['a', 1]]), of({ a: 1 }))
    assert.notEqual(of(['a']), of({ 0: 'a' }))
  })
})
