// Repeats what must not be lost until it works or the time is over.
import { setTimeout as sleep } from 'node:timers/promises'

const pauseMs = 500

export async function keepTrying(work: () => Promise<void>, until: Date): Promise<void> {
  for (;;) {
    try {
      await work()
      return
    } catch (error) {
      if (Date.now() + pauseMs >= until.getTime()) throw error
      await sleep(pauseMs)
    }
  }
}
