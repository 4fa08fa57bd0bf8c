import assert from 'node:assert/strict'
import {
  afterFailure,
  afterSuccess,
  changedWebhook,
  liveSecrets,
  openedWebhook,
  wants,
  withNewSecret,
} from './webhook.js'

const at = new Date('2026-11-21T12:00:00Z')
const later = (ms: number) => new Date(at.getTime() + ms)
const hour = 3_600_000
const webhook = openedWebhook({ id: 'a', url: 'https://example.test/', categories: null, sealed: 'one' }, at)
const failed = (known = webhook, change: { isGone?: boolean; ms?: number } = {}) =>
  afterFailure(known, { isGone: change.isGone ?? false, at: later(change.ms ?? 0), disableAfterMs: hour })

describe('a webhook', () => {
  it('wants what its owner has named, and all where nothing is named, while it is switched on', () => {
    assert.equal(wants(webhook, 'action'), true)
    assert.equal(wants({ ...webhook, categories: ['social'] }, 'action'), false)
    assert.equal(wants({ ...webhook, enabled: false }, 'action'), false)
  })

  it('is switched off once every call has failed for long, counted from the first one that did', () => {
    const once = failed()
    assert.deepEqual([once.enabled, once.failingSince, once.version], [true, at, 1])
    assert.equal(failed(once, { ms: hour - 1 }).enabled, true)
    const off = failed(once, { ms: hour })
    assert.deepEqual([off.enabled, off.disabledReason, off.version], [false, 'failing', 2])
    assert.equal(failed(off, { ms: 2 * hour }).version, 2)
  })

  it('starts anew with a call that went well', () => {
    const well = afterSuccess(failed())
    assert.equal(well.failingSince, null)
    assert.equal(failed(well, { ms: hour }).enabled, true)
    assert.equal(afterSuccess(webhook), webhook)
  })

  it('is switched off at once when it says that it is gone', () => {
    const off = failed(webhook, { isGone: true })
    assert.deepEqual([off.enabled, off.disabledReason], [false, 'gone'])
  })

  it('begins with a clean slate when its owner wakes it or has it lead elsewhere', () => {
    const off = failed(webhook, { isGone: true })
    const woken = changedWebhook(off, { enabled: true }, at)
    assert.deepEqual(
      [woken.enabled, woken.disabledReason, woken.failingSince, woken.version],
      [true, null, null, 3],
    )
    const moved = changedWebhook(off, { url: 'https://other.test/' }, at)
    assert.deepEqual([moved.enabled, moved.disabledReason, moved.failingSince], [false, 'gone', null])
    assert.deepEqual(
      changedWebhook({ ...webhook, categories: ['social'] }, { categories: null }, at).categories,
      null,
    )
  })

  it('signs with a replaced secret until its grace is over, and with three at the most', () => {
    const replaced = withNewSecret(webhook, 'two', { at, until: later(hour) })
    const names = (ms: number, known = replaced) => liveSecrets(known, later(ms)).map(({ sealed }) => sealed)
    assert.deepEqual(names(hour - 1), ['two', 'one'])
    assert.deepEqual(names(hour), ['two'])
    const again = withNewSecret(replaced, 'three', { at: later(1), until: later(2 * hour) })
    assert.deepEqual(names(hour, again), ['three', 'two'])
    const often = ['four', 'five'].reduce(
      (known, sealed) => withNewSecret(known, sealed, { at, until: later(hour) }),
      again,
    )
    assert.deepEqual(names(1, often), ['five', 'four', 'three'])
  })
})
