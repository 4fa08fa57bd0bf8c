import assert from 'node:assert/strict'
import { decide, endOfHour, type HiddenBecause } from './decide.js'
import type { Person } from './person.js'

const now = new Date('2026-11-21T23:30:00.000Z')
const someone = (change: Partial<Person> = {}): Person => ({
  userId: 'somebody',
  reach: { inApp: true, email: true, push: true, webhook: true },
  locale: 'en',
  timeZone: 'UTC',
  channels: {},
  quietHours: null,
  digest: {},
  ...change,
})
const about = { category: 'action' as const }
const night = { from: '22:00', to: '07:00', timeZone: 'UTC' }
const asked = { about, channel: 'email' as const, person: someone(), now }

describe('the decision whether somebody is told', () => {
  it('tells everything by every channel until something else was said', () => {
    for (const channel of ['inApp', 'email', 'push', 'webhook'] as const)
      assert.deepEqual(decide({ ...asked, channel }), { outcome: 'sent', reason: 'wanted' })
  })

  it('drops what nobody may tell them, before it asks anything else', () => {
    for (const hidden of ['no longer visible', 'blocked', 'erased'] satisfies HiddenBecause[])
      assert.deepEqual(decide({ ...asked, about: { ...about, critical: true }, hidden }), {
        outcome: 'dropped',
        reason: hidden,
      })
  })

  it('drops what was switched off for this channel, and only there', () => {
    const person = someone({ channels: { email: { action: false } } })
    assert.deepEqual(decide({ ...asked, person }), { outcome: 'dropped', reason: 'switched off' })
    assert.equal(decide({ ...asked, person, channel: 'push' }).outcome, 'sent')
    assert.equal(decide({ ...asked, person, about: { category: 'social' } }).outcome, 'sent')
  })

  it('drops what has nowhere to go', () => {
    const person = someone({ reach: { inApp: true, email: true, push: false, webhook: false } })
    assert.deepEqual(decide({ ...asked, person, channel: 'push' }), {
      outcome: 'dropped',
      reason: 'nowhere to send to',
    })
  })

  it('holds mails, pushes and webhooks in quiet hours until they end, and the inbox never', () => {
    const person = someone({ quietHours: night })
    const until = new Date('2026-11-22T07:00:00.000Z')
    for (const channel of ['email', 'push', 'webhook'] as const)
      assert.deepEqual(decide({ ...asked, person, channel }), {
        ...{ outcome: 'held', reason: 'quiet hours', until },
      })
    assert.equal(decide({ ...asked, person, channel: 'inApp' }).outcome, 'sent')
  })

  it('puts mails and pushes into the digest that was chosen, and asks no more for one when it is sent', () => {
    const person = someone({ digest: { action: 'daily' } })
    for (const channel of ['email', 'push'] as const) {
      const digested = { outcome: 'digested', reason: 'digest', rhythm: 'daily' }
      assert.deepEqual(decide({ ...asked, person, channel }), digested)
      assert.equal(decide({ ...asked, person, channel, isSending: true }).outcome, 'sent')
    }
    assert.equal(decide({ ...asked, person, channel: 'webhook' }).outcome, 'sent')
  })

  it('puts what is too much within an hour together, and holds it where things are told one by one', () => {
    const over = { ...asked, isOverCap: true }
    const digested = { outcome: 'digested', reason: 'frequency cap', rhythm: 'hourly' }
    assert.deepEqual(decide(over), digested)
    const until = new Date('2026-11-22T00:00:00.000Z')
    assert.deepEqual(decide({ ...over, channel: 'webhook' }), {
      ...{ outcome: 'held', reason: 'frequency cap', until },
    })
    assert.equal(decide({ ...over, channel: 'inApp' }).outcome, 'sent')
    assert.deepEqual(endOfHour(now), until)
  })

  it('sends what is critical whatever was chosen and whatever the hour is', () => {
    const person = someone({
      ...{ quietHours: night, digest: { security: 'daily' }, channels: { email: { security: false } } },
    })
    const critical = { category: 'security' as const, critical: true }
    for (const channel of ['inApp', 'email', 'push', 'webhook'] as const)
      assert.deepEqual(decide({ about: critical, channel, person, isOverCap: true, now }), {
        outcome: 'sent',
        reason: 'critical',
      })
  })
})
