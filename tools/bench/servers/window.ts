// Load by a window: so many messages on their way at any time, each counted when it was handled.
import { setTimeout as pause } from 'node:timers/promises'
import type { Sample } from '../row.js'
import { createTally } from '../tally.js'
import { type Parcel, parcelOf } from './parcel.js'
import { rateOf, timed } from './spent.js'

export interface Transport {
  /** Resolves when the broker confirmed. */
  publish(parcel: Parcel): Promise<unknown>
  close(): Promise<unknown>
}

const stragglersWithinMs = 15_000

/** Keeps `window` publications unconfirmed for a while, then waits for the last message to be handled. */
export function createLoad(window: number) {
  let next = 0
  let tally = createTally()

  const measure = async (transport: Transport, seconds: number): Promise<Sample> => {
    tally = createTally()
    const endsAt = performance.now() + seconds * 1_000
    const one = async () => {
      while (performance.now() < endsAt) {
        const parcel = parcelOf(next++)
        tally.sent(parcel.number)
        await transport.publish(parcel)
      }
    }
    // Until the last one was handled: who publishes faster than he handles has gained nothing.
    const spent = await timed(async () => {
      await Promise.all(Array.from({ length: window }, one))
      const patientUntil = performance.now() + stragglersWithinMs
      while (tally.missing() > 0 && performance.now() < patientUntil) await pause(1)
    })
    return {
      ...rateOf(spent, tally.count()),
      p50Ms: tally.percentileMs(50),
      p99Ms: tally.percentileMs(99),
      lost: tally.missing(),
      doubled: tally.doubled(),
    }
  }

  return { handle: ({ number }: Parcel) => tally.handled(number), measure }
}
