// The shapes of preferences: which channels, categories and hours there are, and what may be said about each.
import {
  type Field,
  flag,
  nullable,
  oneOf,
  optional,
  patterned,
  record,
  setOf,
  timeZone,
} from '@eventflow/contracts'
import { categories, channels, days, digests, type QuietHours } from './preferences.js'

type Each<K extends string, F> = Record<K, F>

const each = <K extends string, F>(keys: readonly K[], fieldOf: (key: K) => F): Each<K, F> =>
  Object.fromEntries(keys.map((key) => [key, fieldOf(key)])) as Each<K, F>

/** Whoever takes an account over must not be able to switch off what would tell its owner. */
const alwaysOn = (): Field<boolean> => flag().valid(true)
const atOnce = (): Field<(typeof digests)[number]> => oneOf('off')

const switchOf = (category: string) => (category === 'security' ? alwaysOn() : flag())
const digestOf = (category: string) => (category === 'security' ? atOnce() : oneOf(...digests))

const timeOfDay = () => patterned(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 22:00', 5)

const quietHoursShape: Field<QuietHours> = record({
  from: timeOfDay(),
  to: timeOfDay(),
  timeZone: timeZone(),
  days: optional(setOf(oneOf(...days), days.length, 1)),
}).custom((hours: QuietHours, { error }) =>
  // Hours that end when they begin could be none or all of the day.
  hours.from === hours.to ? error('any.custom', { error: new Error('they end when they begin') }) : hours,
)

export const preferencesShape = record({
  channels: record(each(channels, () => record(each(categories, switchOf)))),
  quietHours: nullable(quietHoursShape),
  digest: record(each(categories, digestOf)),
})

/** What is read can be put back; what is left out is as the platform has it. */
export const chosenPreferencesShape = record({
  channels: record(
    each(channels, () => optional(record(each(categories, (category) => optional(switchOf(category)))))),
  ),
  quietHours: optional(nullable(quietHoursShape)),
  digest: optional(record(each(categories, (category) => optional(digestOf(category))))),
})
