// From the answer to a completed action until the follower who is written last sees it in their feed, for as many followers as it is told.
import { setTimeout as pause } from 'node:timers/promises'
import { clientOf } from '@eventflow/testing'
import { contend } from './contending.js'
import { feedStage } from './feed-stage.js'

interface Item {
  verb: string
  objects: Array<{ id: string }>
}

const lookEveryMs = 5
const patientMs = 30_000

async function main(): Promise<void> {
  const followers = Number(process.argv[2])
  // All of them are written to: authors of that many would else be read.
  const settings = { FEED_PULL_FROM: String(followers * 10), FEED_PUSH_BELOW: String(followers * 9) }
  const { feed, reader, act, complete, close } = await feedStage(followers, settings)
  const as = clientOf(feed.url, reader)
  const seen = async (id: string, verb: string) => {
    const patientUntil = performance.now() + patientMs
    while (performance.now() < patientUntil) {
      const { items } = (await as.get('/v1/feed?limit=5').expect(200)).body as { items: Item[] }
      if (items.some((item) => item.verb === verb && item.objects.some((one) => one.id === id))) return
      await pause(lookEveryMs)
    }
    throw new Error(`${verb} was not seen within ${patientMs} ms`)
  }
  await contend({
    close,
    measure: async (seconds) => {
      const startedAt = performance.now()
      const tookMs: number[] = []
      while (performance.now() < startedAt + seconds * 1_000 || tookMs.length < 3) {
        const id = await act(`Task ${tookMs.length}`)
        await seen(id, 'created')
        await complete(id)
        const answeredAt = performance.now()
        await seen(id, 'completed')
        tookMs.push(performance.now() - answeredAt)
      }
      tookMs.sort((a, b) => a - b)
      const at = (share: number) =>
        tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * share))] ?? 0
      const perSecond = (tookMs.length * 1_000) / (performance.now() - startedAt)
      return { perSecond, p50Ms: at(0.5), p99Ms: at(0.99) }
    },
  })
}

void main()
