import assert from 'node:assert/strict'
import { PreferencesUpdated } from '@eventflow/contracts'
import { categories, channels, effectivePreferences, preferencesUpdated } from './preferences.js'

const userId = '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'

describe('preferences', () => {
  it('are complete for somebody who has chosen nothing: told of everything at once, at any hour', () => {
    const { channels: all, quietHours, digest } = effectivePreferences({})
    assert.deepEqual(Object.keys(all), channels)
    for (const channel of channels) assert.deepEqual(Object.keys(all[channel]), categories)
    assert.ok(channels.every((channel) => categories.every((category) => all[channel][category])))
    assert.equal(quietHours, null)
    assert.ok(categories.every((category) => digest[category] === 'off'))
  })

  it('keep what was chosen and fill up the rest', () => {
    const { channels: all, digest } = effectivePreferences({
      channels: { email: { social: false } },
      digest: { order: 'daily' },
    })
    assert.deepEqual([all.email.social, all.email.order, all.push.social], [false, true, true])
    assert.deepEqual([digest.order, digest.social], ['daily', 'off'])
  })

  it('are told completely, in the shape of their event', () => {
    const updated = preferencesUpdated(userId, 2, {
      quietHours: { from: '22:00', to: '07:00', timeZone: 'UTC' },
    })
    assert.deepEqual(PreferencesUpdated.check(updated.data), [])
    assert.equal(updated.data.channels.inApp?.security, true)
  })
})
