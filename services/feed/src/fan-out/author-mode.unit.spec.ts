import assert from 'node:assert/strict'
import { type AuthorMode, modeAfter } from './author-mode.js'

const limits = { pullFrom: 10, pushBelow: 8 }

describe('whether an author is written into feeds or read', () => {
  it('changes at one border on the way up and at another on the way down', () => {
    const counts = [0, 9, 10, 9, 8, 7, 8, 9, 10, 11]
    let mode: AuthorMode = 'push'
    const modes = counts.map((count) => {
      mode = modeAfter(mode, count, limits)
      return mode
    })
    assert.deepEqual(modes, ['push', 'push', 'pull', 'pull', 'pull', 'push', 'push', 'push', 'pull', 'pull'])
  })
})
