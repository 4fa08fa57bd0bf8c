// Ours of the idle route: the whole pipeline of createApp, with logs, metrics, ids and validation as in production.
import { freeObject } from '@eventflow/contracts'
import { createApp, listen, ok, route } from '@eventflow/http'
import { createHealth, createLogger } from '@eventflow/runtime'
import { Registry } from 'prom-client'
import { announce, idleAnswer } from './listening.js'

const idle = route({
  method: 'get',
  path: '/v1/idle',
  summary: 'Answers at once.',
  tag: 'bench',
  who: 'anyone',
  answers: { 200: { description: 'Always the same.', body: freeObject() } },
  handle: async () => ok(idleAnswer),
})

async function main(): Promise<void> {
  const app = createApp({
    name: 'bench',
    routes: [idle],
    logger: createLogger('bench', 'info'),
    health: createHealth(),
    metrics: new Registry(),
    http: { bodyLimitBytes: 1_000_000, answerWithinMs: 35_000, trustedHops: 0, freshSignInSeconds: 900 },
  })
  const { url, close } = await listen(app, { host: '127.0.0.1', port: 0 })
  announce(url, close)
}

void main()
