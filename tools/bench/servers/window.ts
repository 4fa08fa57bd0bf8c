// Load by a window: so many messages on their way at any time, each counted when it was handled.
import { setTimeout as pause } from 'node:timers/promises'
import type { Sample } from '../row.js'
import { createTally } from '../tally.js'

/** Big enough that the body as JSON is 1 KB. */
const note = 'x'.repeat(945)

export interface Parcel {
  parcelId: string
  number: number
  note: string
}

/** One of a thousand keys in turn. */
const parcelOf = (number: number): Parcel => ({
  parcelId: `0198f3c2-7a10-7c3e-9b1d-${String(number % 1_000).padStart(12, '0')}`,
  number,
  note,
})

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
    const before = process.cpuUsage()
    const startedAt = performance.now()
    const endsAt = startedAt + seconds * 1_000
    const one = async () => {
      while (performance.now() < endsAt) {
        const parcel = parcelOf(next++)
        tally.sent(parcel.number)
        await transport.publish(parcel)
      }
    }
    await Promise.all(Array.from({ length: window }, one))
    const patientUntil = performance.now() + stragglersWithinMs
    while (tally.missing() > 0 && performance.now() < patientUntil) await pause(1)
    // Until the last one was handled: who publishes faster than he handles has gained nothing.
    const elapsedSeconds = (performance.now() - startedAt) / 1_000
    const { user, system } = process.cpuUsage(before)
    return {
      perSecond: tally.count() / elapsedSeconds,
      p50Ms: tally.percentileMs(50),
      p99Ms: tally.percentileMs(99),
      cpuMicros: (user + system) / Math.max(1, tally.count()),
      lost: tally.missing(),
      doubled: tally.doubled(),
    }
  }

  return { handle: ({ number }: Parcel) => tally.handled(number), measure }
}
