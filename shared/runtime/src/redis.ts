// Redis for what may be lost: commands fail at once while it is away, and it is found again without a restart.
import { createClient } from 'redis'
import type { Logger } from './logger.js'
import type { redisSettings } from './redis-settings.js'
import type { Resource } from './resource.js'
import type { ConfigOf } from './settings.js'

export type RedisClient = ReturnType<typeof newClient>

export interface Redis extends Resource {
  readonly client: RedisClient
}

const commandTimeoutMs = 1_000
const reconnectAtMostMs = 2_000

/** Does not wait for the server: what a service does without Redis is its own decision, at start as well as later. */
export async function openRedis(
  config: ConfigOf<typeof redisSettings>,
  { logger }: { logger: Logger },
): Promise<Redis> {
  const client = newClient(config.url)
  let away = false
  client.on('error', (error: unknown) => {
    // The driver reports each failed attempt; one line for going and one for coming back is what helps.
    if (!away) logger.warn('redis is away', { error: (error as Error).message })
    away = true
  })
  client.on('ready', () => {
    if (away) logger.info('redis is back')
    away = false
  })
  client.connect().catch((error: unknown) => logger.warn('redis was not there at start', { error }))
  return {
    client,
    dependency: { name: 'redis', check: async () => void (await client.ping()) },
    close: async () => client.destroy(),
  }
}

function newClient(url: string) {
  return createClient({
    url,
    disableOfflineQueue: true,
    commandOptions: { timeout: commandTimeoutMs },
    socket: {
      connectTimeout: 2_000,
      reconnectStrategy: (attempts) => Math.min(50 * 2 ** Math.min(attempts, 10), reconnectAtMostMs),
    },
  })
}
