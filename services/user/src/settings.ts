// How somebody wants the platform to look: the defaults, and what was chosen instead.
import { SettingsUpdated } from '@eventflow/contracts'

export const settingChoices = {
  theme: ['system', 'light', 'dark'],
  density: ['comfortable', 'compact'],
  weekStart: ['monday', 'sunday', 'saturday'],
  dateFormat: ['YYYY-MM-DD', 'DD.MM.YYYY', 'DD/MM/YYYY', 'MM/DD/YYYY'],
  timeFormat: ['24h', '12h'],
} as const

type Choices = typeof settingChoices

export type Settings = { -readonly [K in keyof Choices]: Choices[K][number] } & { reducedMotion: boolean }

const defaults: Settings = {
  theme: 'system',
  density: 'comfortable',
  weekStart: 'monday',
  dateFormat: 'YYYY-MM-DD',
  timeFormat: '24h',
  reducedMotion: false,
}

export const effectiveSettings = (chosen: Partial<Settings>): Settings => ({ ...defaults, ...chosen })

/** Null gives a setting back to the platform. */
export type SettingsChange = { [K in keyof Settings]?: Settings[K] | null }

export function changeSettings(chosen: Partial<Settings>, change: SettingsChange): Partial<Settings> {
  const kept = Object.entries({ ...chosen, ...change }).filter(([, value]) => value !== null)
  return Object.fromEntries(kept) as Partial<Settings>
}

/** Named are those that read differently now. */
export function settingsUpdated(
  userId: string,
  version: number,
  { before, after }: { before: Settings; after: Settings },
) {
  const names = Object.keys(after) as Array<keyof Settings>
  return SettingsUpdated({ userId, version, fields: names.filter((name) => after[name] !== before[name]) })
}
