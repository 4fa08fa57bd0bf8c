// A dead letter and the decisions about it: what may be done with it, and which of its bytes count.
import { AlreadyDiscarded, AlreadyReplayed, ReplayUnderWay } from './errors.js'

export const letterStatuses = ['waiting', 'queued', 'replayed', 'discarded'] as const
export type LetterStatus = (typeof letterStatuses)[number]

export interface LetterSummary {
  id: string
  queue: string
  messageId: string | null
  type: string | null
  schemaVersion: number
  source: string | null
  subject: string | null
  correlationId: string | null
  causationId: string | null
  reason: string
  fingerprint: string
  error: string
  attempts: number
  replays: number
  writtenAt: Date | null
  parkedAt: Date
  size: number
  status: LetterStatus
}

export interface Letter extends LetterSummary {
  stack: string
  properties: object
  headers: object
  body: Buffer
  editedBody: Buffer | null
  replayId: string | null
  note: string | null
  settledAt: Date | null
  version: number
}

/** Only a letter that waits can be changed, replayed or discarded. */
export function requireWaiting({ id, status }: Pick<LetterSummary, 'id' | 'status'>): void {
  const detail = `The dead letter ${id} is ${status}.`
  if (status === 'replayed') throw AlreadyReplayed({ detail })
  if (status === 'discarded') throw AlreadyDiscarded({ detail })
  if (status === 'queued') throw ReplayUnderWay({ detail })
}

const dayMs = 86_400_000

/** Before this moment a message may have been handled and forgotten: its consumer could not tell the replay from news. */
export const rememberedSince = (now: Date, keepDays: number): Date =>
  new Date(now.getTime() - keepDays * dayMs)

/** The bytes that a replay sends. */
export const currentBody = ({ body, editedBody }: Pick<Letter, 'body' | 'editedBody'>): Buffer =>
  editedBody ?? body
