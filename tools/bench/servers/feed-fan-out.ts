// What one author does, written into the feeds of five thousand followers: entries a second, from the event to the last chunk.
import { setTimeout as pause } from 'node:timers/promises'
import { contend } from './contending.js'
import { feedStage } from './feed-stage.js'
import { rateOf, timed } from './spent.js'

const followers = 5_000
const atOnce = 3

async function main(): Promise<void> {
  const { feed, act, close } = await feedStage(followers)
  const written = async () =>
    (await feed.metrics.getSingleMetric('eventflow_feed_entries_pushed_total')?.get())?.values[0]?.value ?? 0
  const reaches = async (count: number) => {
    while ((await written()) < count) await pause(2)
  }
  await contend({
    close,
    measure: async (seconds) => {
      const before = await written()
      const endsAt = performance.now() + seconds * 1_000
      let acts = 0
      const spent = await timed(async () => {
        while (performance.now() < endsAt) {
          await act(`Task ${acts++}`)
          // So many on their way at any time.
          await reaches(before + (acts - atOnce) * followers)
        }
        await reaches(before + acts * followers)
      })
      return rateOf(spent, acts * followers)
    },
  })
}

void main()
