// What can be set of announcements.
import { integerSetting } from '@eventflow/runtime'

export const announcementSettings = {
  pollMs: integerSetting(
    'ANNOUNCEMENT_POLL_MS',
    'How often is looked for announcements and digests that are due when nothing nudges.',
    { min: 10, max: 60_000, fallback: 1_000 },
  ),
  capPerHour: integerSetting(
    'NOTIFICATIONS_PER_HOUR',
    'How much of one category somebody is sent by one channel within an hour; the rest comes together.',
    { min: 1, max: 100_000, fallback: 30 },
  ),
  keepDays: integerSetting(
    'DECISION_KEEP_DAYS',
    'How long it is known what was decided and sent; longer than INBOX_KEEP_DAYS of whoever publishes.',
    { min: 14, max: 3_650, fallback: 90 },
  ),
}
