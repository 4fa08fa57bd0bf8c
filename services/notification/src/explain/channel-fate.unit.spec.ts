import assert from 'node:assert/strict'
import type { ChannelDecision } from '../announce/decide-page.js'
import { type ChannelFate, outcomeOf } from './channel-fate.js'

describe('why somebody was told or not', () => {
  const cases: ReadonlyArray<
    [ChannelDecision['outcome'], ChannelFate['status'], string | undefined, string, string]
  > = [
    ['sent', 'delivered', undefined, 'sent', 'wanted'],
    ['sent', 'pending', 'HTTP 503', 'sent', 'wanted'],
    ['sent', 'skipped', 'read', 'dropped', 'read'],
    ['sent', 'skipped', 'no longer visible', 'dropped', 'no longer visible'],
    ['sent', 'held', 'quiet hours', 'held', 'quiet hours'],
    ['sent', 'failed', 'EENVELOPE 550', 'dropped', 'failed: EENVELOPE 550'],
    ['held', 'held', 'quiet hours', 'held', 'quiet hours'],
    ['held', 'delivered', undefined, 'sent', 'wanted'],
    ['digested', 'held', 'digest', 'digested', 'wanted'],
    ['digested', 'delivered', undefined, 'digested', 'wanted'],
    ['digested', 'skipped', 'read', 'dropped', 'read'],
    ['dropped', 'skipped', 'switched off', 'dropped', 'switched off'],
  ]
  for (const [outcome, status, because, shown, reason] of cases)
    it(`is told as ${shown} where it was ${outcome} and is ${status}`, () => {
      const fate = { status, ...(because === undefined ? {} : { reason: because }) }
      assert.deepEqual(outcomeOf({ channel: 'email', outcome, reason: 'wanted' }, fate), {
        ...{ outcome: shown, reason },
      })
    })
})
