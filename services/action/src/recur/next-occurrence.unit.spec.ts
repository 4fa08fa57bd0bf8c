import assert from 'node:assert/strict'
import { nextOccurrence } from './next-occurrence.js'
import { parseRule, RuleProblem } from './rule.js'

/** The first times of a rule, beginning with the one it is due first. */
function times([rule, from, timeZone]: [string, string, string], count: number): string[] {
  const repeating = { rule: parseRule(rule), timeZone, from: new Date(from) }
  const found = [repeating.from]
  while (found.length < count) {
    const next = nextOccurrence(repeating, found.at(-1) ?? repeating.from)
    if (!next) break
    found.push(next)
  }
  return found.map((time) => time.toISOString().replace(':00.000Z', ''))
}

const days = (rule: string, from: string, count: number) =>
  times([rule, from, 'UTC'], count).map((time) => time.slice(0, 10))

describe('what repeats', () => {
  it('comes every so many days', () => {
    assert.deepEqual(days('FREQ=DAILY;INTERVAL=3', '2026-12-30T09:00:00Z', 4), [
      '2026-12-30',
      '2027-01-02',
      '2027-01-05',
      '2027-01-08',
    ])
  })

  it('comes on the same day of the week, or on those that are named', () => {
    assert.deepEqual(days('FREQ=WEEKLY;INTERVAL=2', '2026-11-25T09:00:00Z', 3), [
      '2026-11-25',
      '2026-12-09',
      '2026-12-23',
    ])
    // It begins on a Wednesday; every other week counts from that week, whose Monday is past.
    assert.deepEqual(days('FREQ=WEEKLY;INTERVAL=2;BYDAY=FR,MO', '2026-11-25T09:00:00Z', 5), [
      '2026-11-25',
      '2026-11-27',
      '2026-12-07',
      '2026-12-11',
      '2026-12-21',
    ])
    assert.deepEqual(days('FREQ=WEEKLY;BYDAY=SU', '2026-11-29T23:59:00Z', 2), ['2026-11-29', '2026-12-06'])
  })

  it('comes on the last day of a month that is too short, and on its own day again after it', () => {
    assert.deepEqual(days('FREQ=MONTHLY', '2027-01-31T09:00:00Z', 5), [
      '2027-01-31',
      '2027-02-28',
      '2027-03-31',
      '2027-04-30',
      '2027-05-31',
    ])
    assert.deepEqual(days('FREQ=MONTHLY;INTERVAL=6', '2027-08-31T09:00:00Z', 3), [
      '2027-08-31',
      '2028-02-29',
      '2028-08-31',
    ])
    assert.deepEqual(days('FREQ=YEARLY', '2028-02-29T09:00:00Z', 5), [
      '2028-02-29',
      '2029-02-28',
      '2030-02-28',
      '2031-02-28',
      '2032-02-29',
    ])
  })

  it('ends with its last moment', () => {
    const daily = 'FREQ=DAILY;UNTIL=20261203T090000Z'
    assert.deepEqual(days(daily, '2026-12-01T09:00:00Z', 9), ['2026-12-01', '2026-12-02', '2026-12-03'])
    assert.deepEqual(days('FREQ=DAILY;UNTIL=20261202', '2026-12-01T09:00:00Z', 9), [
      '2026-12-01',
      '2026-12-02',
    ])
    assert.deepEqual(days('FREQ=YEARLY;INTERVAL=1000', '2026-12-01T09:00:00Z', 99).length, 8)
  })

  it('comes at the same time of day when clocks change', () => {
    assert.deepEqual(times(['FREQ=DAILY', '2027-03-27T08:00:00Z', 'Europe/Berlin'], 3), [
      '2027-03-27T08:00',
      '2027-03-28T07:00',
      '2027-03-29T07:00',
    ])
    assert.deepEqual(times(['FREQ=WEEKLY', '2026-10-31T13:00:00Z', 'America/New_York'], 2), [
      '2026-10-31T13:00',
      '2026-11-07T14:00',
    ])
  })

  it('comes an hour later where that hour is left out, and is back at its own the day after', () => {
    assert.deepEqual(times(['FREQ=DAILY', '2027-03-27T01:30:00Z', 'Europe/Berlin'], 3), [
      '2027-03-27T01:30',
      // Half past three on the wall: half past two was not there.
      '2027-03-28T01:30',
      '2027-03-29T00:30',
    ])
  })

  it('comes once in the night in which an hour comes twice: the first time', () => {
    assert.deepEqual(times(['FREQ=DAILY', '2026-10-24T00:30:00Z', 'Europe/Berlin'], 3), [
      '2026-10-24T00:30',
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ])
    // Whoever began with the second of them goes on as everybody.
    assert.deepEqual(times(['FREQ=DAILY', '2026-10-25T01:30:00Z', 'Europe/Berlin'], 2), [
      '2026-10-25T01:30',
      '2026-10-26T01:30',
    ])
  })

  it('comes in zones with half hours, beyond the date line, and past a day that was left out', () => {
    assert.deepEqual(times(['FREQ=MONTHLY', '2027-01-31T03:30:00Z', 'Asia/Kolkata'], 2), [
      '2027-01-31T03:30',
      '2027-02-28T03:30',
    ])
    // Lord Howe puts its clocks by half an hour.
    assert.deepEqual(times(['FREQ=DAILY', '2027-04-02T22:00:00Z', 'Australia/Lord_Howe'], 2), [
      '2027-04-02T22:00',
      '2027-04-03T22:30',
    ])
    // The 30th of December 2011 was not there on Samoa.
    assert.deepEqual(times(['FREQ=DAILY', '2011-12-29T20:00:00Z', 'Pacific/Apia'], 3), [
      '2011-12-29T20:00',
      '2011-12-30T20:00',
      '2011-12-31T20:00',
    ])
  })

  it('goes on from any moment, also from one before it began', () => {
    const repeating = {
      rule: parseRule('FREQ=MONTHLY'),
      timeZone: 'UTC',
      from: new Date('2027-01-31T09:00:00Z'),
    }
    const after = (moment: string) => nextOccurrence(repeating, new Date(moment))?.toISOString().slice(0, 10)
    assert.equal(after('2026-01-01T00:00:00Z'), '2027-02-28')
    assert.equal(after('2027-02-28T08:59:59Z'), '2027-02-28')
    assert.equal(after('2027-02-28T09:00:00Z'), '2027-03-31')
    assert.equal(after('2031-12-31T23:00:00Z'), '2032-01-31')
  })

  it('always goes forwards, and never leaves out a time, for each rule in each of these zones', () => {
    const rules = [
      'FREQ=DAILY',
      'FREQ=DAILY;INTERVAL=2',
      'FREQ=WEEKLY;BYDAY=MO,SU',
      'FREQ=MONTHLY',
      'FREQ=YEARLY',
    ]
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Pacific/Apia',
      'America/Sao_Paulo',
    ]
    for (const rule of rules)
      for (const timeZone of zones) {
        const found = times([rule, '2026-10-25T00:30:00Z', timeZone], 200)
        assert.equal(new Set(found).size, 200)
        assert.deepEqual([...found].sort(), found, `${rule} in ${timeZone}`)
      }
  })
})

describe('a rule', () => {
  const refused = (rule: string, why: RegExp) =>
    assert.throws(
      () => parseRule(rule),
      (error: unknown) => error instanceof RuleProblem && why.test(error.message),
      rule,
    )

  it('says what it does not understand', () => {
    refused('', /NAME=VALUE/)
    refused('FREQ', /NAME=VALUE/)
    refused('FREQ=DAILY=2', /NAME=VALUE/)
    refused('INTERVAL=2', /FREQ is missing/)
    refused('FREQ=HOURLY', /FREQ is one of/)
    refused('FREQ=DAILY;FREQ=DAILY', /twice/)
    refused('FREQ=MONTHLY;BYDAY=MO', /BYDAY goes with FREQ=WEEKLY/)
    refused('FREQ=WEEKLY;BYDAY=1MO', /BYDAY lists/)
    refused('FREQ=MONTHLY;BYMONTHDAY=1', /BYMONTHDAY is not among/)
    refused('toString=1', /toString is not among/)
    refused('FREQ=DAILY;COUNT=2;UNTIL=20270101', /exclude/)
    for (const value of ['0', '-1', '1.5', '1001', 'x', '99999999'])
      refused(`FREQ=DAILY;INTERVAL=${value}`, /from 1 to 1000/)
    for (const value of ['20270230', '20270101T000000', '2027-01-01', '20270101T250000Z'])
      refused(`FREQ=DAILY;UNTIL=${value}`, /UNTIL is a moment/)
  })
})
