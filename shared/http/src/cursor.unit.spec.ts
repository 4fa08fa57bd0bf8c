import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { CallerError } from '@eventflow/runtime'
import { createCursors } from './cursor.js'

const cursors = createCursors(randomBytes(32))
const list = ['/v1/ships', { colour: 'black', owner: 'ada' }]

const isBad = (read: () => unknown) =>
  assert.throws(
    read,
    (error) => error instanceof CallerError && error.code === 'BAD_CURSOR' && error.status === 400,
  )

describe('a cursor', () => {
  it('comes back as the position that it was written for', () => {
    for (const position of [['next', ['Fram', 7, null]], 'x', 0, null, { at: '2026-11-21' }, '😀\n'])
      assert.deepEqual(cursors.read(list, cursors.write(list, position)), position)
  })

  it('can stand in an address as it is', () => {
    for (let count = 0; count < 50; count++)
      assert.match(cursors.write(list, randomBytes(count).toString('latin1')), /^[A-Za-z0-9_-]+$/)
  })

  it('is good for no other list, and for no other filters', () => {
    const cursor = cursors.write(list, ['Fram'])
    for (const other of [
      ['/v1/boats', list[1]],
      ['/v1/ships', { colour: 'red', owner: 'ada' }],
      ['/v1/ships', {}],
      ['/v1/ships'],
    ])
      isBad(() => cursors.read(other, cursor))
  })

  it('is good nowhere else: another key signs other cursors', () => {
    isBad(() => createCursors(randomBytes(32)).read(list, cursors.write(list, ['Fram'])))
  })

  it('is bad as soon as one of its characters was changed, left out or added', () => {
    const cursor = cursors.write(list, ['Fram', 7])
    for (let at = 0; at < cursor.length; at++) {
      const changed = cursor[at] === 'A' ? 'B' : 'A'
      isBad(() => cursors.read(list, cursor.slice(0, at) + changed + cursor.slice(at + 1)))
      isBad(() => cursors.read(list, cursor.slice(0, at) + cursor.slice(at + 1)))
    }
    for (const added of ['A', '=', '!', ' ', '\n', 'AAAA']) isBad(() => cursors.read(list, cursor + added))
  })

  it('is bad when it was made up', () => {
    for (const cursor of [
      '',
      'nonsense',
      '====',
      'AAAA',
      '../../etc/passwd',
      'é'.repeat(40),
      Buffer.from('["Fram"]').toString('base64url'),
    ])
      isBad(() => cursors.read(list, cursor))
  })

  it('is bad when it is longer than any that is given out, and costs no time', () => {
    isBad(() => cursors.read(list, 'A'.repeat(10_000_000)))
  })
})
