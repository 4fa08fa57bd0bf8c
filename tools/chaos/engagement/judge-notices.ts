// Compares what each person was told, by each channel, with what they were to be told.
import type { Told } from './owed-notices.js'

export const channels = ['inApp', 'email', 'push', 'webhook'] as const
export type Channel = (typeof channels)[number]

/** As `GET /v1/notifications/why` answers it. */
export interface Decision {
  channel: string
  outcome: string
  rule: string
  reason?: string | null
}

/** What one person saw of one event. */
export interface Seen {
  decisions: readonly Decision[]
  /** Visible effects by channel, where they can be counted: items in the inbox, mails in the mailbox. */
  effects: Readonly<Partial<Record<Channel, number>>>
}

export function judgeNotices(told: Told, person: string, seen: Seen): string[] {
  const isOwed = told.owed.has(person)
  const about = `${told.type} ${told.event} for ${person}`
  if (!isOwed && !told.open.has(person))
    return seen.decisions.length === 0 && total(seen.effects) === 0 ? [] : [`${about}: told, and must not be`]
  const findings = channels.flatMap((channel) => judgeChannel(channel, seen, isOwed))
  return findings.map((finding) => `${about}: ${finding}`)
}

const total = (effects: Seen['effects']): number =>
  Object.values(effects).reduce((sum, count) => sum + count, 0)

function judgeChannel(channel: Channel, { decisions, effects }: Seen, isOwed: boolean): string[] {
  const own = decisions.filter((decision) => decision.channel === channel)
  const [decision] = own
  const effect = effects[channel]
  if (own.length > 1) return [`${own.length} decisions for ${channel}`]
  if (!decision) {
    const missing = isOwed ? [`no decision for ${channel}`] : []
    return [...missing, ...((effect ?? 0) > 0 ? [`${channel} without a decision`] : [])]
  }
  if (decision.outcome !== 'sent') return judgeSilence(channel, decision, effect)
  if (effect === undefined || effect === 1) return []
  return [`${channel} was sent and is there ${effect} times`]
}

function judgeSilence(channel: Channel, { outcome, reason }: Decision, effect: number | undefined): string[] {
  return [
    ...(reason ? [] : [`${channel} was ${outcome} without a reason`]),
    ...(effect ? [`${channel} was ${outcome} and is there ${effect} times`] : []),
  ]
}
