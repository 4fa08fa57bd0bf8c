// The feed service with a reader whose first page is full, for the load of the benchmark.
import { clientOf, eventually } from '@eventflow/testing'
import { feedStage } from './feed-stage.js'
import { announce } from './listening.js'

const deeds = 20

async function main(): Promise<void> {
  const { feed, reader, act, complete, close } = await feedStage(1)
  for (let at = 0; at < deeds; at++) await complete(await act(`Task ${at}`))
  const page = await eventually(async () => {
    const { text, body } = await clientOf(feed.url, reader).get('/v1/feed').expect(200)
    const counts = (body as { items: Array<{ count: number }> }).items.map(({ count }) => count)
    if (counts.join() !== `${deeds},${deeds}`) throw new Error(`not all of it is there: ${counts.join()}`)
    return text
  })
  announce(feed.url, close, { token: reader.accessToken, page })
}

void main()
