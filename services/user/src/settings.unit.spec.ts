import assert from 'node:assert/strict'
import { changeSettings, effectiveSettings, settingsUpdated } from './settings.js'

describe('settings', () => {
  it('are complete for somebody who has chosen nothing', () => {
    assert.deepEqual(effectiveSettings({}), {
      theme: 'system',
      density: 'comfortable',
      weekStart: 'monday',
      dateFormat: 'YYYY-MM-DD',
      timeFormat: '24h',
      reducedMotion: false,
    })
  })

  it('go back to what the platform has when null is said', () => {
    const chosen = changeSettings({ theme: 'dark', weekStart: 'sunday' }, { theme: null, timeFormat: '12h' })
    assert.deepEqual(chosen, { weekStart: 'sunday', timeFormat: '12h' })
  })

  it('name the fields that read differently, and no others', () => {
    const before = effectiveSettings({ theme: 'dark' })
    const after = effectiveSettings({ theme: 'dark', weekStart: 'monday', timeFormat: '12h' })
    const { data } = settingsUpdated('0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12', 2, { before, after })
    assert.deepEqual(data.fields, ['timeFormat'])
  })
})
