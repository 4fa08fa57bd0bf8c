import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createSealer } from './seal.js'

const [key, otherKey] = [randomBytes(32), randomBytes(32)]
const sealer = createSealer([key])

const bytesOf = (sealed: string) => Buffer.from(sealed.slice('sealed.v1.'.length), 'base64url')
const sealedOf = (bytes: Buffer) => `sealed.v1.${bytes.toString('base64url')}`

describe('a sealed value', () => {
  it('opens to what it was, whatever that is', () => {
    for (const value of ['a-token', '', 'ö😀\u0000\n', 'x'.repeat(100_000)])
      assert.equal(sealer.open(sealer.seal(value, 'message/token'), 'message/token'), value)
  })

  it('shows nothing of what it was, and looks different each time', () => {
    const [one, other] = [sealer.seal('a-token', 'm/f'), sealer.seal('a-token', 'm/f')]
    assert.notEqual(one, other)
    assert.doesNotMatch(bytesOf(one).toString('latin1'), /a-token/)
    assert.equal(bytesOf(one).indexOf(key), -1)
  })

  it('does not open in another place than the one it was sealed for', () => {
    const sealed = sealer.seal('a-token', 'message-1/token')
    for (const binding of ['message-2/token', 'message-1/secret', ''])
      assert.throws(() => sealer.open(sealed, binding), /no sealing key opens this value/)
  })

  it('does not open with another key', () => {
    const sealed = sealer.seal('a-token', 'm/f')
    assert.throws(() => createSealer([otherKey]).open(sealed, 'm/f'), /no sealing key opens this value/)
  })

  it('opens with any key of the ring, and is sealed with the newest', () => {
    const ring = createSealer([otherKey, key])
    assert.equal(ring.open(sealer.seal('old', 'm/f'), 'm/f'), 'old')
    assert.equal(createSealer([otherKey]).open(ring.seal('new', 'm/f'), 'm/f'), 'new')
    assert.throws(() => sealer.open(ring.seal('new', 'm/f'), 'm/f'))
  })

  it('does not open when any one of its bytes was changed', () => {
    const bytes = bytesOf(sealer.seal('a-token', 'm/f'))
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      assert.throws(() => sealer.open(sealedOf(changed), 'm/f'), `byte ${at}`)
    }
  })

  it('does not open when it was cut anywhere, nor with something behind it', () => {
    const bytes = bytesOf(sealer.seal('a-token', 'm/f'))
    for (let length = 0; length < bytes.length; length++)
      assert.throws(() => sealer.open(sealedOf(bytes.subarray(0, length)), 'm/f'), `${length} bytes`)
    assert.throws(() => sealer.open(sealedOf(Buffer.concat([bytes, Buffer.alloc(1)])), 'm/f'))
  })

  it('does not open with the body of another value under its key', () => {
    const [one, other] = [bytesOf(sealer.seal('one', 'm/f')), bytesOf(sealer.seal('two', 'm/f'))]
    const wrappedKeyBytes = 12 + 32 + 16
    const mixed = Buffer.concat([one.subarray(0, wrappedKeyBytes), other.subarray(wrappedKeyBytes)])
    assert.throws(() => sealer.open(sealedOf(mixed), 'm/f'))
  })

  it('is told from a value that was never sealed', () => {
    for (const value of ['a-token', '', 'sealed.v2.AAAA', 'Sealed.v1.AAAA'])
      assert.throws(() => sealer.open(value, 'm/f'), /this is not a sealed value/)
  })
})

describe('a sealer', () => {
  it('wants at least one key, and each of 32 bytes', () => {
    for (const keys of [[], [randomBytes(16)], [key, randomBytes(33)], [Buffer.alloc(0)]])
      assert.throws(() => createSealer(keys), /sealing keys must be 32 bytes each/)
  })
})
