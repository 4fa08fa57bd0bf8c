// A replay: a job that puts dead letters back at a rate, and how it looks from outside.
import type { Selection } from './letter-store.js'

export const replayStatuses = ['pending', 'running', 'done', 'failed'] as const

export interface Replay {
  id: string
  status: (typeof replayStatuses)[number]
  selection: Selection
  ratePerSecond: number
  total: number
  done: number
  failed: number
  requestedBy: string
  createdAt: Date
  finishedAt: Date | null
}

export const isFinished = ({ status }: Pick<Replay, 'status'>): boolean =>
  status === 'done' || status === 'failed'

/** How a rate is kept: so many letters together, then the rest of their time is waited for. */
export function paceOf(ratePerSecond: number): { letters: number; periodMs: number } {
  const letters = Math.min(100, Math.max(1, Math.floor(ratePerSecond / 5)))
  return { letters, periodMs: (letters / ratePerSecond) * 1_000 }
}

export const shownReplay = (replay: Replay) => {
  const { id, status, selection, ratePerSecond, total, done, failed, requestedBy, createdAt, finishedAt } =
    replay
  return { id, status, total, done, failed, ratePerSecond, selection, requestedBy, createdAt, finishedAt }
}
