// The part of RFC 5545 that tasks repeat by: FREQ with INTERVAL, BYDAY in weeks, and an end by COUNT or UNTIL.

const frequencies = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const
/** Monday first, where weeks begin unless somebody says otherwise (WKST). */
const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const

export interface Rule {
  frequency: (typeof frequencies)[number]
  interval: number
  /** 0 is Monday; in ascending order, and empty where the day of the first time counts. */
  weekdays: number[]
  count: number | undefined
  /** The last moment at which it may be due. */
  untilMs: number | undefined
}

const intervalAtMost = 1_000
const countAtMost = 10_000
const untilPattern = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z)?$/

/** What is wrong with a rule, for whoever wrote it. */
export class RuleProblem extends Error {}

export function parseRule(text: string): Rule {
  const parts = new Map<string, string>()
  for (const part of text.split(';')) {
    const [name = '', value = '', ...more] = part.split('=')
    if (value === '' || more.length > 0) throw new RuleProblem(`"${part}" is not NAME=VALUE`)
    if (!Object.hasOwn(readers, name))
      throw new RuleProblem(`${name} is not among ${Object.keys(readers).join(', ')}`)
    if (parts.has(name)) throw new RuleProblem(`${name} stands there twice`)
    parts.set(name, value)
  }
  const read = <N extends keyof typeof readers>(name: N) => {
    const value = parts.get(name)
    return value === undefined ? undefined : (readers[name](value) as ReturnType<(typeof readers)[N]>)
  }
  const frequency = read('FREQ')
  if (!frequency) throw new RuleProblem('FREQ is missing')
  if (parts.has('BYDAY') && frequency !== 'WEEKLY') throw new RuleProblem('BYDAY goes with FREQ=WEEKLY alone')
  if (parts.has('COUNT') && parts.has('UNTIL')) throw new RuleProblem('COUNT and UNTIL exclude each other')
  return {
    frequency,
    interval: read('INTERVAL') ?? 1,
    weekdays: read('BYDAY') ?? [],
    count: read('COUNT'),
    untilMs: read('UNTIL'),
  }
}

const readers = {
  FREQ: (value: string) => {
    const known = frequencies.find((one) => one === value)
    if (!known) throw new RuleProblem(`FREQ is one of ${frequencies.join(', ')}`)
    return known
  },
  INTERVAL: (value: string) => wholeNumber('INTERVAL', value, intervalAtMost),
  COUNT: (value: string) => wholeNumber('COUNT', value, countAtMost),
  BYDAY: (value: string) => {
    const days = value.split(',').map((day) => weekdays.indexOf(day as (typeof weekdays)[number]))
    if (days.includes(-1)) throw new RuleProblem(`BYDAY lists ${weekdays.join(', ')}`)
    return [...new Set(days)].sort()
  },
  UNTIL: (value: string) => {
    const [, year, month, day, hour = '23', minute = '59', second = '59'] = untilPattern.exec(value) ?? []
    const moment = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`
    const time = Date.parse(moment)
    if (Number.isNaN(time) || new Date(time).toISOString() !== moment)
      throw new RuleProblem('UNTIL is a moment such as 20261231T235959Z, or a day such as 20261231')
    return time
  },
}

function wholeNumber(name: string, value: string, most: number): number {
  const number = /^\d{1,5}$/.test(value) ? Number(value) : 0
  if (number < 1 || number > most) throw new RuleProblem(`${name} is a whole number from 1 to ${most}`)
  return number
}
