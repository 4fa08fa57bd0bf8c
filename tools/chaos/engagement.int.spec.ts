// Alone: it puts up a platform of its own and kills parts of it.
import assert from 'node:assert/strict'
import { onOwnPlatform } from './engagement/own-platform.js'
import { strikes } from './engagement/strikes.js'
import { type EngagementResult, engageOn } from './engagement.js'
import { type SyncResult, syncOn } from './sync.js'

const services = ['action', 'activity', 'auth', 'feed', 'gateway', 'notification', 'user']

describe('people who write, follow and block while parts of the platform are killed', function () {
  this.timeout(240_000)
  let engaged: EngagementResult
  let synced: SyncResult

  /** One platform for both: to put it up takes longer than what is tried on it. */
  before(async () => {
    const plan = { signal: new AbortController().signal, say: () => undefined }
    await onOwnPlatform(services, plan, async (platform) => {
      const onlyFeed = strikes.filter(({ name }) => name === 'feed killed')
      const size = { people: 12, seconds: 1, atOnce: 6, roundMs: 6_000 }
      engaged = await engageOn(platform, { ...plan, ...size, seed: 7, strikes: onlyFeed })
      synced = await syncOn(platform, { ...plan, writes: 60, pairs: 6, seed: 3 })
    })
  })

  it('are each shown and told what the log of their acts says, at once and at the end', () => {
    assert.deepEqual(engaged.findings, [])
    assert.equal(engaged.feeds, 12)
    assert.ok(engaged.strictReads > 0, `${engaged.strictReads} strict reads`)
    assert.ok(engaged.told > 10, `${engaged.told} pairs of an event and a person`)
  })

  it('find at once what was written, in feed, inbox and activities, with its Sync-Token while the broker stands still', () => {
    const { missed, late, withoutTokens, byKind } = synced
    assert.deepEqual({ missed, late, withoutTokens }, { missed: 0, late: 0, withoutTokens: 0 })
    assert.deepEqual(Object.keys(byKind).sort(), ['activities', 'feed', 'inbox'])
  })
})
