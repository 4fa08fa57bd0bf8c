import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type QuietHours, quietUntil } from './quiet-hours.js'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** Nights on which clocks change, with the moment at which they do; Lord Howe by half an hour, Santiago at midnight. */
const nights: ReadonlyArray<[string, string]> = [
  ['Europe/Berlin', '2026-03-29T01:00Z'],
  ['Europe/Berlin', '2026-10-25T01:00Z'],
  ['America/New_York', '2026-03-08T07:00Z'],
  ['America/New_York', '2026-11-01T06:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00Z'],
  ['America/Santiago', '2026-09-06T04:00Z'],
  ['America/Santiago', '2026-04-05T03:00Z'],
  ['Asia/Kolkata', '2026-03-29T01:00Z'],
  ['Pacific/Auckland', '2026-09-26T14:00Z'],
]

/** Made once for a zone: making it costs a hundred times as much as asking it. */
const wallOf = (timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' })

const timeOfDay = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)

/** By the clock on the wall alone. */
const showsQuiet = ({ from, to }: QuietHours, time: string): boolean =>
  from < to ? from <= time && time < to : from <= time || time < to

describe('quiet hours', () => {
  const night: QuietHours = { from: '22:00', to: '07:00', timeZone: 'Europe/Berlin' }

  it('pass midnight, by the clock of whoever wants them', () => {
    assert.deepEqual(quietUntil(night, new Date('2026-11-21T21:00Z')), new Date('2026-11-22T06:00Z'))
    assert.deepEqual(quietUntil(night, new Date('2026-11-22T05:59Z')), new Date('2026-11-22T06:00Z'))
    assert.equal(quietUntil(night, new Date('2026-11-22T06:00Z')), undefined)
    assert.equal(quietUntil(night, new Date('2026-11-21T20:59Z')), undefined)
  })

  it('belong to the day on which they begin', () => {
    const friday = { ...night, days: ['fri'] }
    assert.ok(
      quietUntil(friday, new Date('2026-11-21T05:00Z')),
      'Saturday morning is the end of Friday night',
    )
    assert.equal(quietUntil(friday, new Date('2026-11-21T22:00Z')), undefined)
    assert.ok(quietUntil(friday, new Date('2026-11-20T22:00Z')))
  })

  it('end an hour earlier or later in the night that the clocks change', () => {
    assert.deepEqual(quietUntil(night, new Date('2026-03-28T22:00Z')), new Date('2026-03-29T05:00Z'))
    assert.deepEqual(quietUntil(night, new Date('2026-10-24T22:00Z')), new Date('2026-10-25T06:00Z'))
  })

  it('that end in an hour which is left out end when the clocks are put forward', () => {
    const until = quietUntil({ ...night, to: '02:30' }, new Date('2026-03-29T00:30Z'))
    assert.deepEqual(until, new Date('2026-03-29T01:00Z'))
  })

  it('that end in an hour which comes twice end in the second one: one night, no noise in between', () => {
    for (const at of ['2026-10-25T00:15Z', '2026-10-25T00:45Z', '2026-10-25T01:15Z'])
      assert.deepEqual(quietUntil({ ...night, to: '02:30' }, new Date(at)), new Date('2026-10-25T01:30Z'))
  })

  it('defer what comes in them to their end and nothing further, in every hour around every change of clocks', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...nights),
        fc.tuple(timeOfDay, timeOfDay).filter(([from, to]) => from !== to),
        ([timeZone, change], [from, to]) => {
          const hours: QuietHours = { from, to, timeZone }
          const wall = wallOf(timeZone)
          const middle = Date.parse(change)
          for (let at = middle - 30 * hourMs; at < middle + 30 * hourMs; at += 15 * minuteMs) {
            const now = new Date(at)
            const until = quietUntil(hours, now)
            if (!until) {
              assert.ok(!showsQuiet(hours, wall.format(now)), `${wall.format(now)} is loud`)
              continue
            }
            assert.ok(until > now, 'it is held until later')
            assert.ok(until.getTime() - at <= 25.5 * hourMs, 'no longer than a day that is long')
            assert.equal(quietUntil(hours, until), undefined, 'then it is sent')
            // All the while it was quiet, so nothing came in between.
            assert.deepEqual(quietUntil(hours, new Date((at + until.getTime()) / 2)), until)
            const before = new Date(until.getTime() - minuteMs)
            assert.ok(quietUntil(hours, before), 'a minute before it is not')
          }
        },
      ),
      { numRuns: 25 },
    )
  })

  it('never end for nobody: with one night after the other it is quiet until the last of them', () => {
    const hours: QuietHours = { from: '08:00', to: '07:59', timeZone: 'UTC' }
    assert.deepEqual(quietUntil(hours, new Date('2026-11-21T12:00Z')), new Date('2026-11-22T07:59Z'))
  })
})
