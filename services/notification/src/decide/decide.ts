// Whether somebody is told of something by a channel, now, later, together with other things or not at all; pure.
import type { Category, Channel } from '../channels.js'
import type { Person } from './person.js'
import { quietUntil } from './quiet-hours.js'

/** What is asked once when an event is announced, and again by whoever is about to send. */
export interface Question {
  /** Critical things are told whatever was chosen and whatever the hour is. */
  about: { category: Category; critical?: boolean | undefined }
  channel: Channel
  person: Person
  /** Why nobody of them may be told of it, where that is so: it was deleted, hidden, or the two are apart. */
  hidden?: HiddenBecause | undefined
  /** Whether they were told as much of this category by this channel as they are to be within an hour. */
  isOverCap?: boolean
  /** What was decided to be sent is not put into a digest later. */
  isSending?: boolean
  now: Date
}

export type HiddenBecause = 'no longer visible' | 'blocked' | 'erased'

export type Decision =
  | { outcome: 'sent'; reason: 'critical' | 'wanted' }
  | { outcome: 'held'; reason: 'quiet hours' | 'frequency cap'; until: Date }
  | { outcome: 'digested'; reason: 'digest' | 'frequency cap'; rhythm: 'hourly' | 'daily' }
  | { outcome: 'dropped'; reason: HiddenBecause | 'nowhere to send to' | 'switched off' }

const hourMs = 3_600_000

export const endOfHour = (now: Date): Date => new Date((Math.floor(now.getTime() / hourMs) + 1) * hourMs)

export function decide(question: Question): Decision {
  const { about, channel, person, hidden } = question
  if (hidden) return { outcome: 'dropped', reason: hidden }
  if (!person.reach[channel]) return { outcome: 'dropped', reason: 'nowhere to send to' }
  if (about.critical) return { outcome: 'sent', reason: 'critical' }
  if (person.channels[channel]?.[about.category] === false)
    return { outcome: 'dropped', reason: 'switched off' }
  // An inbox makes no noise.
  if (channel === 'inApp') return { outcome: 'sent', reason: 'wanted' }
  return (question.isSending ? undefined : together(question)) ?? atItsHour(question)
}

/** What programs are told is told one by one. */
function together({ about, channel, person, isOverCap, now }: Question): Decision | undefined {
  if (channel === 'webhook')
    return isOverCap ? { outcome: 'held', reason: 'frequency cap', until: endOfHour(now) } : undefined
  const rhythm = person.digest[about.category] ?? 'off'
  if (rhythm !== 'off') return { outcome: 'digested', reason: 'digest', rhythm }
  return isOverCap ? { outcome: 'digested', reason: 'frequency cap', rhythm: 'hourly' } : undefined
}

function atItsHour({ person: { quietHours }, now }: Question): Decision {
  const until = quietHours ? quietUntil(quietHours, now) : undefined
  return until ? { outcome: 'held', reason: 'quiet hours', until } : { outcome: 'sent', reason: 'wanted' }
}
