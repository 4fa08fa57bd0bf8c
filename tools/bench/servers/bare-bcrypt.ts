// The limit of a login: nothing but bcrypt at the same cost, as many comparisons at once as auth allows itself.
import bcrypt from 'bcrypt'

const cost = 12
const atOnce = 2

interface Order {
  seconds: number
}

/** Answers how many comparisons it did, and how long each took. */
async function compareFor(seconds: number): Promise<number[]> {
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
  return times
}

process.on('message', ({ seconds }: Order) => {
  void compareFor(seconds).then((times) => process.send?.({ times }))
})
