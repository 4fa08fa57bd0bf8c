import assert from 'node:assert/strict'
import { preferredWaitSeconds } from './prefer.js'

describe('the preference of a caller to wait', () => {
  for (const [header, seconds] of [
    ['wait=10', 10],
    ['wait=0', 0],
    ['wait=30', 30],
    ['wait=31', 30],
    ['wait=999999999', 30],
    ['WAIT=5', 5],
    [' wait = 5 ', 5],
    ['wait="7"', 7],
    ['respond-async, wait=10', 10],
    ['respond-async; wait=10', 10],
    ['wait=3, wait=9', 3],
    ['wait=abc, wait=9', 9],
    ['handling=lenient, return=minimal', undefined],
    ['wait', undefined],
    ['wait=', undefined],
    ['wait=-1', undefined],
    ['wait=1.5', undefined],
    ['wait=1e3', undefined],
    ['wait="7', undefined],
    ['await=5', undefined],
    ['wait=5x', undefined],
    ['', undefined],
    [undefined, undefined],
    [['respond-async', 'wait=4'], 4],
  ] as const)
    it(`reads ${JSON.stringify(header) ?? 'nothing'} as ${seconds ?? 'no preference'}`, () => {
      assert.equal(preferredWaitSeconds(header as string | string[] | undefined), seconds)
    })
})
