import assert from 'node:assert/strict'
import { channels, type Decision, judgeNotices, type Seen } from './judge-notices.js'
import type { Told } from './owed-notices.js'

const told: Told = {
  event: 'e',
  type: 'action.completed',
  by: 'ada',
  owed: new Set(['alan']),
  open: new Set(['grace']),
}
const rule = 'completed'
const held = (channel: string): Decision => ({ channel, outcome: 'dropped', rule, reason: 'by preference' })
const sent = (channel: string): Decision => ({ channel, outcome: 'sent', rule })
const usual: Seen = {
  decisions: [sent('inApp'), sent('email'), held('push'), held('webhook')],
  effects: { inApp: 1, email: 1 },
}
const without = (channel: string) => usual.decisions.filter((one) => one.channel !== channel)

describe('judging what somebody was told', () => {
  it('finds nothing wrong with one effect or one reason for each channel', () => {
    assert.deepEqual(judgeNotices(told, 'alan', usual), [])
    assert.deepEqual(judgeNotices(told, 'alan', { decisions: channels.map(held), effects: {} }), [])
  })

  it('misses a decision of whoever is owed one, and not of those for whom it is open', () => {
    const seen = { decisions: without('push'), effects: usual.effects }
    assert.match(judgeNotices(told, 'alan', seen).join(), /no decision for push/)
    assert.deepEqual(judgeNotices(told, 'grace', { decisions: [], effects: {} }), [])
  })

  it('finds two decisions, two effects, and none where one was promised', () => {
    const twice = { ...usual, decisions: [...usual.decisions, sent('email')] }
    assert.match(judgeNotices(told, 'alan', twice).join(), /2 decisions for email/)
    assert.match(
      judgeNotices(told, 'alan', { ...usual, effects: { inApp: 2, email: 1 } }).join(),
      /inApp .* 2 times/,
    )
    assert.match(
      judgeNotices(told, 'alan', { ...usual, effects: { inApp: 1, email: 0 } }).join(),
      /email .* 0 times/,
    )
  })

  it('finds silence without a reason, and an effect in spite of one', () => {
    const mute = { decisions: [...without('push'), { ...held('push'), reason: '' }], effects: usual.effects }
    assert.match(judgeNotices(told, 'alan', mute).join(), /push was dropped without a reason/)
    const loud = { decisions: [...without('email'), held('email')], effects: usual.effects }
    assert.match(judgeNotices(told, 'alan', loud).join(), /email was dropped and is there 1 times/)
  })

  it('finds whatever reaches somebody whom it does not concern', () => {
    assert.match(judgeNotices(told, 'kurt', usual).join(), /told, and must not be/)
    assert.deepEqual(judgeNotices(told, 'kurt', { decisions: [], effects: {} }), [])
  })
})
