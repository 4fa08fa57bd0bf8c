// A message that is owed to somebody by a channel that leaves the platform, and what becomes of it.
import { idNamed, type Story } from '@eventflow/runtime'
import type { Category, OutsideChannel } from './channels.js'

/** What a message is made of: everything that its template may show. */
export interface DeliveryModel {
  /** As the inbox shows it, in the language of whom it is for. */
  title?: string
  body?: string
  /** Below the address of the platform. */
  link?: string | null
  actor?: { id: string; displayName: string }
  /** Of a digest: what has come together; nothing that was read meanwhile is in it. */
  items?: DigestItem[]
  /** How many there were, where not all of them are listed. */
  count?: number
  /** Of a push that takes back an earlier one with the same tag. */
  retract?: boolean
  /** Of a security notice: where it came from. */
  ip?: string
  userAgent?: string
}

export interface DigestItem {
  eventId: string
  template: string
  title: string
  body: string
  link: string | null
  at: string
  actorId?: string
  actionId?: string
}

export interface OwedDelivery {
  id: string
  userId: string
  channel: OutsideChannel
  category: Category
  /** The event that it tells of; of a digest its own id. */
  eventId: string
  template: string
  model: DeliveryModel
  /** Whose doing it tells of: with their erasure it goes. */
  actorId?: string
  /** What it tells of may be hidden before it is sent. */
  actionId?: string
  /** Goes out whatever was chosen and whatever the hour is. */
  critical?: boolean
  /** An e-mail address that the event names; else the one that the user has when it is sent. */
  to?: string
  token?: string
  expiresAt?: Date
  /** Not before this moment, and why. */
  holdUntil?: Date
  reason?: string
  /** Not before it is released. */
  isWithheld?: boolean
}

/** A delivery in the hands of whoever is about to send it. */
export interface ClaimedDelivery extends Omit<OwedDelivery, 'holdUntil' | 'reason' | 'isWithheld'> {
  /** How often it was tried before. */
  attempts: number
  /** Of several places, those that have it already. */
  reached?: readonly string[]
  createdAt: Date
  /** Which it came up in. */
  story?: Story
  /** Who claimed it holds it until then. */
  heldUntil: Date
}

export type DeliveryFate =
  | { kind: 'delivered'; attempts: number }
  | { kind: 'failed'; attempts: number; reason: string }
  /** Not sent, and never will be, for a reason that is nobody's fault. */
  | { kind: 'skipped'; attempts: number; reason: string }
  | { kind: 'again'; attempts: number; waitMs: number; reason: string; reached?: readonly string[] }
  /** Not now: nothing was tried. */
  | { kind: 'held'; attempts: number; until: Date; reason: string }

/** One for each event, person and channel; the few that are written to an address by name have one for each address too. */
export const deliveryIdOf = (of: {
  eventId: string
  userId: string
  channel: OutsideChannel
  letter?: { template: string; to: string }
}): string =>
  idNamed(of.eventId, of.userId, of.channel, ...(of.letter ? [of.letter.template, of.letter.to] : []))
