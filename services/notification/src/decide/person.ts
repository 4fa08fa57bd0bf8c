// What is known of somebody when it is decided whether to tell them: where they can be reached, and what they want.
import type { Category, Channel } from '../channels.js'
import type { QuietHours } from './quiet-hours.js'

type DigestRhythm = 'off' | 'hourly' | 'daily'

export interface Person {
  userId: string
  /** Where there is somewhere to send it to. */
  reach: Readonly<Record<Channel, boolean>>
  locale: string
  timeZone: string
  /** What was said of it; all else is wanted. */
  channels: Readonly<Partial<Record<Channel, Readonly<Partial<Record<Category, boolean>>>>>>
  quietHours: QuietHours | null
  digest: Readonly<Partial<Record<Category, DigestRhythm>>>
}
