// Feeds: how fast they are written, how fast a page of one is answered, and how long it takes until what was done is seen.
import { loadHttp } from '../http-load.js'
import type { Contender, Ground, Row } from '../row.js'
import { startContender, startServer } from '../server-child.js'

const group = 'feed'
const manyConnections = 50
const fewConnections = 10

interface Served {
  url: string
  token: string
  page: string
}

async function pages({ environment }: Ground, connections: number): Promise<Contender[]> {
  const { url, token, page, close } = await startServer<Served>('feed-page', environment)
  const bare = await startServer('bare-text', environment, [page])
  const load = (at: string) => (seconds: number) =>
    loadHttp({ url: `${at}/v1/feed`, connections, seconds, tokens: [token] })
  return [
    { name: 'GET /v1/feed', role: 'ours', close, measure: load(url) },
    { name: 'bare Express, the same bytes', role: 'limit', close: bare.close, measure: load(bare.url) },
  ]
}

const page: Row = {
  name: 'feed-page',
  group,
  about:
    `The first page of a feed that is kept, ${manyConnections} connections: token checked, and Redis asked each time ` +
    'whether the page still holds.',
  reach: 0.7,
  needsStack: true,
  open: (ground) => pages(ground, manyConnections),
}

const pageTime: Row = {
  name: 'feed-page-time',
  group,
  about: `The same with ${fewConnections} connections: how long a caller waits.`,
  reach: { p99Ms: 20 },
  needsStack: true,
  open: (ground) => pages(ground, fewConnections),
}

const fanOut: Row = {
  name: 'feed-fan-out',
  group,
  about:
    'What somebody with 5,000 followers does, from the action through the events into the feeds: entries a second. ' +
    'The limit is insertMany of the same documents, by a process that does nothing else.',
  reach: 0.5,
  needsStack: true,
  open: async ({ environment }) => [
    await startContender({ name: 'fan-out', role: 'ours', server: 'feed-fan-out', environment }),
    await startContender({
      name: 'bare insertMany, 500 at a time, 4 side by side',
      role: 'limit',
      server: 'bare-insert-many',
      environment,
    }),
  ],
}

const latency = (followers: number, reach: Row['reach']): Row => ({
  name: `feed-seen-by-${followers}`,
  group,
  about: `From the answer to a completed action until the last of ${followers.toLocaleString('en')} followers sees it.`,
  reach,
  needsStack: true,
  paceOf: (pace) => ({ ...pace, rounds: 1 }),
  open: async ({ environment }) => [
    await startContender({
      name: `${followers.toLocaleString('en')} followers`,
      role: 'ours',
      server: 'feed-latency',
      args: [String(followers)],
      environment,
    }),
  ],
})

export const feedRows: readonly Row[] = [
  page,
  pageTime,
  fanOut,
  latency(100, { p50Ms: 150 }),
  latency(10_000, { p99Ms: 2_000 }),
]
