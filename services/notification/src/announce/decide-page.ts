// What is decided for the people of one page: for each the rule, and for each of its channels the outcome and why; pure.
import type { Category, Channel, OutsideChannel } from '../channels.js'
import { type Decision, decide, endOfHour, type HiddenBecause } from '../decide/decide.js'
import type { Person } from '../decide/person.js'
import type { Announcement } from './announcement.js'
import { type Rule, rulesFor } from './rules.js'

export interface ChannelDecision {
  channel: Channel
  outcome: Decision['outcome']
  reason: string
  /** Of what is held. */
  until?: Date
  /** Of what is digested. */
  rhythm?: 'hourly' | 'daily'
}

/** As it is stored; whoever decided first has decided. */
export interface PersonDecision {
  /** Person and event. */
  _id: string
  userId: string
  eventId: string
  category: Category
  rule: string
  at: Date
  channels: ChannelDecision[]
}

export interface PageFacts {
  people: readonly Person[]
  /** Why somebody may not be told, by their id. */
  hidden: ReadonlyMap<string, HiddenBecause>
  /** How much they were sent within this hour, by the id of the count. */
  paces: ReadonlyMap<string, Partial<Record<OutsideChannel, number | null>>>
  /** How much of one category somebody is sent by one channel within an hour. */
  capPerHour: number
  now: Date
}

export const decisionIdOf = (userId: string, eventId: string): string => `${userId}:${eventId}`

export const paceIdOf = (of: { userId: string; category: Category; now: Date }): string =>
  `${of.userId}:${of.category}:${endOfHour(of.now).toISOString()}`

export function decidePage(announcement: Announcement, facts: PageFacts): PersonDecision[] {
  const [rule] = rulesFor(announcement.type)
  return rule ? facts.people.map((person) => decideFor(person, { announcement, rule, facts })) : []
}

interface Deciding {
  announcement: Announcement
  rule: Rule
  facts: PageFacts
}

function decideFor(person: Person, { announcement, rule, facts }: Deciding): PersonDecision {
  const { id: eventId, to = [] } = announcement
  const { userId } = person
  const { category, critical, name } = rule
  const { now } = facts
  const pace = facts.paces.get(paceIdOf({ userId, category, now })) ?? {}
  // An address that the event names is there, whatever else is known of the person.
  const known = to.length > 0 ? { ...person, reach: { ...person.reach, email: true } } : person
  const asked = { about: { category, critical }, person: known, hidden: facts.hidden.get(userId), now }
  const channels = rule.channels.map((channel): ChannelDecision => {
    const isOverCap = channel !== 'inApp' && (pace[channel] ?? 0) >= facts.capPerHour
    return { channel, ...decide({ ...asked, channel, isOverCap }) }
  })
  return { _id: decisionIdOf(userId, eventId), userId, eventId, category, rule: name, at: now, channels }
}
