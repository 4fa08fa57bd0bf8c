// The limit of a login: nothing but bcrypt at the same cost, as many comparisons at once as auth allows itself.
import bcrypt from 'bcrypt'
import { median } from '../measure.js'
import type { Sample } from '../row.js'
import { contend } from './contending.js'

const cost = 12
const atOnce = 2

async function compareFor(seconds: number): Promise<Sample> {
  const hash = await bcrypt.hash('a-quiet-harbour-at-dawn', cost)
  const endsAt = performance.now() + seconds * 1_000
  const times: number[] = []
  const worker = async () => {
    while (performance.now() < endsAt) {
      const startedAt = performance.now()
      await bcrypt.compare('a-quiet-harbour-at-dawn', hash)
      times.push(performance.now() - startedAt)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  times.sort((one, other) => one - other)
  return {
    perSecond: times.length / seconds,
    p50Ms: median(times),
    p99Ms: times[Math.floor(times.length * 0.99)] ?? 0,
  }
}

void contend({ measure: compareFor, close: async () => undefined })
