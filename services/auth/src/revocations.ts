// The list of ended sessions whose access tokens have not expired yet, in Redis, where the gateway looks at every call.
import type { Logger, Resource } from '@eventflow/runtime'
import type { Redis } from '@eventflow/runtime/redis'

export interface Revocations extends Resource {
  /** Resolves also when Redis is away: the list is made up for as soon as it is back. */
  revoke(sessionIds: readonly string[]): Promise<void>
}

interface RevocationParts {
  redis: Redis
  /** Where it is written down for good what has ended: sessions of people, tokens of clients. */
  ended: ReadonlyArray<{ endedSince(since: Date): Promise<string[]> }>
  rules: { accessLifeSeconds: number }
  logger: Logger
}

/** A little longer than a token lives, for clocks that differ. */
const marginSeconds = 60

const keyOf = (sessionId: string): string => `revoked:${sessionId}`

export function createRevocations({ redis, ended, rules, logger }: RevocationParts): Revocations {
  const keepSeconds = rules.accessLifeSeconds + marginSeconds
  const put = async (sessionIds: readonly string[]) => {
    if (sessionIds.length === 0) return
    // Several commands together would wait until they time out; whoever signs out is not to wait for a server that is away.
    if (!redis.client.isReady) throw new Error('redis is away')
    const batch = redis.client.multi()
    for (const id of sessionIds) batch.set(keyOf(id), '1', { expiration: { type: 'EX', value: keepSeconds } })
    await batch.exec()
  }
  // An empty Redis would let ended sessions back in, so what ended lately is written again whenever it appears.
  const restore = async () => {
    try {
      const since = new Date(Date.now() - keepSeconds * 1_000)
      for (const kept of ended) await put(await kept.endedSince(since))
    } catch (error) {
      logger.error('the list of revoked sessions could not be restored', { error })
    }
  }
  const onReady = () => void restore()
  redis.client.on('ready', onReady)
  if (redis.client.isReady) onReady()
  return {
    revoke: async (sessionIds) => {
      try {
        await put(sessionIds)
      } catch (error) {
        logger.error('sessions could not be revoked at once', { sessionIds, error: (error as Error).message })
      }
    },
    close: async () => void redis.client.off('ready', onReady),
  }
}
