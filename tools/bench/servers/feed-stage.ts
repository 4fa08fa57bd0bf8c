// The feed and the action service as they are in production, with an author whom as many people follow as a row asks for.
import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Environment, RunningService, Service } from '@eventflow/runtime'
import { clientOf, repositoryRoot, stackAddresses, testIdentity, testStack } from '@eventflow/testing'
import { createConnection } from 'mongoose'

/** Found by its folder: tools know no service by name in their imports. */
const serviceOf = (name: string) =>
  (require(join(repositoryRoot(), 'services', name, 'dist', 'service.js')) as Record<string, Service>)[
    `${name}Service`
  ] as Service

export interface FeedStage {
  feed: RunningService
  author: { id: string; accessToken: string }
  /** The follower whose feed is written last. */
  reader: { id: string; accessToken: string }
  /** Does something that the followers may see; answers its id when that is stored. */
  act(title: string): Promise<string>
  complete(id: string): Promise<void>
  close(): Promise<void>
}

const atOnce = 1_000

export async function feedStage(followers: number, settings: Environment = {}): Promise<FeedStage> {
  const stack = await testStack()
  const identity = await testIdentity()
  const database = new URL(stackAddresses().mongoUrl)
  database.pathname = `/bench_feed_${randomBytes(5).toString('hex')}`
  const documents = await createConnection(database.href).asPromise()
  const known = { AUTH_URL: identity.url, LOG_LEVEL: 'info' }
  const feed = await stack.start(serviceOf('feed'), { ...known, MONGO_URL: database.href, ...settings })
  const action = await stack.start(serviceOf('action'), known)
  const author = personWith(identity.token)
  const crowd = Array.from({ length: followers }, () => randomUUID()).sort()
  const reader = { id: crowd.at(-1) ?? '', accessToken: identity.token({ userId: crowd.at(-1) ?? '' }) }
  const insert = async (collection: string, rows: object[]) => {
    for (let from = 0; from < rows.length; from += atOnce)
      await documents.collection(collection).insertMany(rows.slice(from, from + atOnce))
  }
  await insert(
    'people',
    [author, reader].map(({ id }) => ({ _id: id, displayName: 'Somebody', avatarUrl: null, version: 0 })),
  )
  await insert(
    'pairs',
    crowd.map((id) => pairOf(id, author.id)),
  )
  await insert(
    'edges',
    crowd.flatMap((id) => edgesOf(id, author.id)),
  )
  await insert(
    'readers',
    crowd.map((_id) => ({ _id, lastReadAt: new Date(), builtAt: new Date() })),
  )
  const as = clientOf(action.url, author)
  return {
    feed,
    author,
    reader,
    act: async (title) => {
      const { body } = await as
        .post('/v1/actions')
        .send({ kind: 'task', title, visibility: 'followers' })
        .expect(201)
      return (body as { id: string }).id
    },
    complete: async (id) => void (await as.post(`/v1/actions/${id}/complete`).expect(200)),
    close: async () => {
      await stack.close()
      await documents.dropDatabase()
      await documents.close()
      await identity.close()
    },
  }
}

function personWith(token: (claims: { userId: string }) => string) {
  const id = randomUUID()
  return { id, accessToken: token({ userId: id }) }
}

function pairOf(follower: string, followee: string) {
  const [low, high] = follower < followee ? [follower, followee] : [followee, follower]
  const side = follower === low ? 'lowFollows' : 'highFollows'
  return { _id: `${low}:${high}`, low, high, version: 1, [side]: new Date(), ever: [side] }
}

const edgesOf = (follower: string, followee: string) =>
  [`followers:${followee}:${follower}`, `following:${follower}:${followee}`].map((_id) => ({
    _id,
    version: 1,
    on: true,
    since: new Date(),
  }))
