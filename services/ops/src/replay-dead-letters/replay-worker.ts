// Works off the replays: letters go back at the rate asked for, and are marked when the broker has them.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Desk } from '@eventflow/backbone/desk'
import { type Logger, newId, type Resource } from '@eventflow/runtime'
import { currentBody } from '../letter.js'
import { paceOf, type Replay } from '../replay.js'
import type { OutgoingLetter, ReplayStore, Settlement } from '../replay-store.js'

export interface ReplayWorker extends Resource {
  /** Says that there is a new replay; one of another replica is found by looking now and then. */
  nudge(): void
}

interface WorkerParts {
  desk: Pick<Desk, 'putBack'>
  replays: ReplayStore
  logger: Logger
}

const replaysAtOnce = 4
const lookEveryMs = 1_000
const brokerAwayMs = 1_000

/**
 * A crash between the broker's confirm and the mark sends a letter again: under the same message id, which its
 * consumer's inbox knows. Nothing is marked that the broker has not confirmed.
 */
export function startReplayWorker(parts: WorkerParts): ReplayWorker {
  const { replays, logger } = parts
  const stop = new AbortController()
  const running = new Set<Promise<void>>()
  let wake: () => void = () => undefined

  const rest = (ms: number) => sleep(ms, undefined, { signal: stop.signal }).catch(() => undefined)
  const nudgedOrRested = () =>
    Promise.race([rest(lookEveryMs), new Promise<void>((resolve) => (wake = resolve))])

  const work = async (replay: Replay, worker: string) => {
    const turn = { ...parts, replay, worker, rest, isStopped: () => stop.signal.aborted }
    try {
      await workOff(turn)
    } catch (error) {
      logger.warn('a replay cannot go on yet', { replay: replay.id, error: (error as Error).message })
      await rest(lookEveryMs)
    } finally {
      await replays.release(worker).catch(() => undefined)
    }
  }

  const loop = async () => {
    while (!stop.signal.aborted) {
      // A new name for each claim: who lost a replay and claims it again must not be taken for who had it before.
      const worker = newId()
      const replay = running.size < replaysAtOnce ? await replays.claim(worker).catch(() => null) : null
      if (!replay) {
        await nudgedOrRested()
        continue
      }
      const one: Promise<void> = work(replay, worker).finally(() => running.delete(one))
      running.add(one)
    }
  }

  const looping = loop()
  return {
    nudge: () => wake(),
    close: async () => {
      stop.abort()
      await looping
      await Promise.all(running)
    },
  }
}

interface Turn extends WorkerParts {
  replay: Replay
  worker: string
  rest(ms: number): Promise<void>
  isStopped(): boolean
}

async function workOff(turn: Turn): Promise<void> {
  const { replay, replays, worker, rest, logger } = turn
  const { letters: count, periodMs } = paceOf(replay.ratePerSecond)
  while (!turn.isStopped()) {
    const startedAt = Date.now()
    const letters = await replays.next(replay.id, count)
    if (letters.length === 0) {
      await replays.finish({ id: replay.id, worker })
      logger.info('a replay is done', { replay: replay.id })
      return
    }
    const settlement = await putBackAll(turn, letters)
    const isHeld = await replays.settle({ id: replay.id, worker }, settlement)
    if (!isHeld) return
    const isAway = settlement.returned.length + settlement.refused.length < letters.length
    await rest(Math.max(isAway ? brokerAwayMs : 0, startedAt + periodMs - Date.now()))
  }
}

/** Letters that the broker did not take because it is away are neither: they stay queued. */
async function putBackAll({ desk }: Turn, letters: readonly OutgoingLetter[]): Promise<Settlement> {
  const settlement: Settlement = { returned: [], refused: [] }
  await Promise.all(
    letters.map(async (letter) => {
      const { id, replays } = letter
      const outcome = await desk.putBack({ ...letter, body: currentBody(letter), replays: replays + 1 })
      if (outcome.kind === 'returned') settlement.returned.push(id)
      if (outcome.kind === 'refused') settlement.refused.push({ id, error: outcome.error })
    }),
  )
  return settlement
}
