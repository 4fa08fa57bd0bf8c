import assert from 'node:assert/strict'
import { Impossible } from '../launcher/component.js'
import { parseRequest } from './request.js'

const objection = (...args: string[]): string => {
  try {
    parseRequest(args)
  } catch (error) {
    assert.ok(error instanceof Impossible)
    assert.match(error.advice, /npm run dead-letters -- /)
    return error.message
  }
  return 'none'
}

describe('the words behind npm run dead-letters', () => {
  it('name an act, what it is about and how', () => {
    assert.deepEqual(parseRequest(['replay', '--fingerprint', 'ab', '--rate', '20', '--json']), {
      act: 'replay',
      ids: [],
      options: { fingerprint: 'ab', rate: '20' },
      dryRun: false,
      json: true,
    })
    assert.deepEqual(parseRequest(['discard', 'a', 'b', '--reason', 'old']).ids, ['a', 'b'])
    assert.equal(parseRequest(['replay', 'a', '--dry-run']).dryRun, true)
  })

  it('are answered with what is wrong and how it is typed', () => {
    const cases: Array<[string[], RegExp]> = [
      [[], /what is to be done/],
      [['burn'], /"burn"/],
      [['list', 'x'], /"x"/],
      [['list', '--force'], /--force/],
      [['show'], /which letter/],
      [['held', 'x'], /"x"/],
      [['resume', 'user'], /which key/],
      [['show', 'a', 'b'], /one letter/],
      [['edit', 'a'], /which body/],
      [['replay'], /which letters/],
      [['replay', 'a', '--queue', 'q'], /one of them/],
      [['replay', 'a', '--rate', 'fast'], /--rate fast/],
      [['discard', 'a'], /which reason/],
    ]
    for (const [args, message] of cases) assert.match(objection(...args), message, args.join(' '))
  })
})
