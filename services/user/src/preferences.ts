// What somebody wants to be told, in which ways and when: the defaults of the platform, and what was chosen instead.
import { PreferencesUpdated } from '@eventflow/contracts'

export const channels = ['email', 'push', 'inApp', 'webhook'] as const
export const categories = ['security', 'action', 'social', 'order', 'stream', 'system'] as const
export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export const digests = ['off', 'hourly', 'daily'] as const

type Channel = (typeof channels)[number]
type Category = (typeof categories)[number]

export interface QuietHours {
  from: string
  to: string
  timeZone: string
  /** All of them where none are named. */
  days?: Array<(typeof days)[number]>
}

/** As chosen: whatever is left out is as the platform has it, today and after it has changed its mind. */
export interface ChosenPreferences {
  channels?: Partial<Record<Channel, Partial<Record<Category, boolean>>>>
  quietHours?: QuietHours | null
  digest?: Partial<Record<Category, (typeof digests)[number]>>
}

const each = <K extends string, V>(keys: readonly K[], make: (key: K) => V): Record<K, V> =>
  Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<K, V>

/** All channels tell of everything at once until somebody says otherwise. */
export const effectivePreferences = ({ channels: chosen, quietHours, digest }: ChosenPreferences) => ({
  channels: each(channels, (channel) =>
    each(categories, (category) => chosen?.[channel]?.[category] ?? true),
  ),
  quietHours: quietHours ?? null,
  digest: each(categories, (category) => digest?.[category] ?? ('off' as const)),
})

export const preferencesUpdated = (userId: string, version: number, chosen: ChosenPreferences) =>
  PreferencesUpdated({ userId, version, ...effectivePreferences(chosen) })
