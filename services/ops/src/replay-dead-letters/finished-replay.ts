// Waits for a replay as long as the caller is ready to, and answers how far it came.
import { setTimeout as sleep } from 'node:timers/promises'
import { isFinished, type Replay } from '../replay.js'
import type { ReplayStore } from '../replay-store.js'

const lookEveryMs = 100

export async function finishedReplay(
  replays: ReplayStore,
  replay: Replay,
  waitSeconds: number,
): Promise<Replay> {
  const endsAt = Date.now() + waitSeconds * 1_000
  let latest = replay
  while (!isFinished(latest) && Date.now() < endsAt) {
    await sleep(lookEveryMs)
    latest = (await replays.byId(replay.id)) ?? latest
  }
  return latest
}
