// Activities in batches into MongoDB, beside a bare insertMany and the same on Kafka; and single posts, beside Express that publishes.
import { loadHttp } from '../http-load.js'
import { installPeers } from '../install-peers.js'
import { startKafka } from '../kafka.js'
import type { Contender, Ground, Role, Row } from '../row.js'
import { startContender, startServer } from '../server-child.js'
import { singlePost } from '../servers/activity-batches.js'

const connections = 50

interface Side {
  name: string
  role: Role
  server: string
}

async function singlePosts({ environment }: Ground, { name, role, server }: Side): Promise<Contender> {
  const { url, close, token } = await startServer<{ url: string; token: string }>(server, environment)
  const path = `${url}/v1/activities`
  return {
    name,
    role,
    close,
    measure: (seconds) =>
      loadHttp({ url: path, method: 'POST', body: singlePost, connections, seconds, tokens: [token] }),
  }
}

const activitySingles: Row = {
  name: 'activity-singles',
  group: 'activity',
  about:
    `POST of one activity, ${connections} connections, answered when the broker has confirmed it in a quorum queue. ` +
    'Ours checks token, shape and pressure, and tells log, metrics and trace; the limit parses the JSON and publishes it.',
  reach: 0.6,
  needsStack: true,
  open: async (ground) => [
    await singlePosts(ground, { name: 'POST /v1/activities', role: 'ours', server: 'activity-api' }),
    await singlePosts(ground, {
      name: 'bare Express, JSON and confirmed publish',
      role: 'limit',
      server: 'bare-activity-api',
    }),
  ],
}

/** It needs a JDK and Maven; where there is none the peer is told and left out. */
async function onKafka(ground: Ground): Promise<Contender[]> {
  const installed = await installPeers(ground.say)
  if ('problem' in installed) {
    ground.note(`The peers could not be installed: ${installed.problem}.`)
    return []
  }
  const kafka = await startKafka(ground)
  if ('not' in kafka) {
    ground.note(`Kafka is missing: ${kafka.not}.`)
    return []
  }
  const args = ['kafka', `${installed.folder}/kafka.mjs`, kafka.broker]
  const { environment } = ground
  const server = 'activity-stored'
  const plan = { name: 'Express, kafkajs and Kafka 4.1', role: 'peer', server, environment, args } as const
  const contender = await startContender(plan)
  return [
    {
      ...contender,
      close: async () => {
        await contender.close()
        await kafka.close()
      },
    },
  ]
}

const activityStored: Row = {
  name: 'activity-stored',
  group: 'activity',
  about:
    'Batches of 100 activities, 4 at a time, until they are stored in MongoDB: posted over HTTP, confirmed by the broker, ' +
    'consumed and inserted, all of it and its load in one Node process; the limit inserts the same documents and does no more.',
  reach: 0.4,
  needsStack: true,
  open: async (ground) => {
    const { environment } = ground
    const server = 'activity-stored'
    return [
      await startContender({ name: 'API and worker', role: 'ours', server, environment, args: ['ours'] }),
      await startContender({ name: 'bare insertMany', role: 'limit', server, environment, args: ['bare'] }),
      ...(await onKafka(ground)),
    ]
  },
}

export const activityRows: readonly Row[] = [activityStored, activitySingles]
