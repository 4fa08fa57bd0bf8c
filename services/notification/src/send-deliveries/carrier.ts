// Whoever takes messages of one channel further, and how a try can go.
import type { OutsideChannel } from '../channels.js'
import type { ClaimedDelivery } from '../delivery.js'

/** `unclear` is everything after which the message may have been taken or not. */
export type Try =
  | { outcome: 'taken' }
  | { outcome: 'refused'; reason: string }
  | {
      outcome: 'put-off' | 'unclear'
      reason: string
      /** What the other side asks us to wait at the least. */
      retryAfterMs?: number | undefined
      /** Of several places, those that have it and are left out at the next try. */
      reached?: readonly string[]
    }
  /** Nothing was tried: whoever takes it further is not there. */
  | { outcome: 'away'; reason: string }
  /** There is nobody to send it to. */
  | { outcome: 'nobody'; reason: string }

export interface Patience {
  /** How often a message is tried at the most. */
  attempts: number
  retryFirstMs: number
  /** By how much each wait is longer than the one before, up to the longest. */
  factor: number
  waitAtMostMs: number
}

export interface Carrier {
  channel: OutsideChannel
  patience: Patience
  /** Messages that are tried at the same time. */
  atOnce: number
  /** Longer than any try takes: who claims a message for so long has it alone. */
  holdMs: number
  send(delivery: ClaimedDelivery): Promise<Try>
  /** Asked before anything is claimed; what is away takes nothing, and no try is spent. */
  isThere(): Promise<boolean>
  close(): Promise<void>
}
