// How often somebody may be wrong about a secret before they have to wait, counted in Redis for all replicas together.
import { createHmac } from 'node:crypto'
import type { Logger } from '@eventflow/runtime'
import type { Redis } from '@eventflow/runtime/redis'

/** `about` says whose secret is guessed at, and where that matters from where. */
export interface Guess {
  kind: string
  about: string
}

export interface GuessLimit {
  /** Seconds until the next guess is looked at; 0 for at once. */
  mustWait(guess: Guess): Promise<number>
  wasWrong(guess: Guess): Promise<void>
}

interface GuessParts {
  redis: Redis
  key: Buffer
  logger: Logger
}

const wrongAtMost = 10
const windowSeconds = 60
const knownAtMost = 10_000

/**
 * While Redis is away each process counts for itself: never without a limit, and never so that nobody gets in.
 * Names and addresses stand in Redis as keyed hashes, which tell nothing to whoever reads them there.
 */
export function createGuessLimit({ redis, key, logger }: GuessParts): GuessLimit {
  const own = ownCounts()
  const nameOf = ({ kind, about }: Guess): string =>
    `throttle:${kind}:${createHmac('sha256', key).update(`${kind} ${about}`).digest('base64url')}`
  const orOwn = async <T>(shared: () => Promise<T>, alone: () => T): Promise<T> => {
    // Several commands together wait for a server that is away until they time out; a caller is not to.
    if (!redis.client.isReady) return alone()
    try {
      return await shared()
    } catch (error) {
      logger.warn('wrong guesses are counted by this process alone', { error: (error as Error).message })
      return alone()
    }
  }
  return {
    mustWait: async (guess) => {
      const name = nameOf(guess)
      const ask = async () => {
        const [count, leftSeconds] = await redis.client.multi().get(name).ttl(name).exec()
        return waitOf(Number(count ?? 0), Number(leftSeconds))
      }
      return orOwn(ask, () => own.mustWait(name))
    },
    wasWrong: async (guess) => {
      const name = nameOf(guess)
      own.wasWrong(name)
      const count = async () => {
        await redis.client.multi().incr(name).expire(name, windowSeconds, 'NX').exec()
      }
      await orOwn(count, () => undefined)
    },
  }
}

const waitOf = (count: number, leftSeconds: number): number =>
  count < wrongAtMost ? 0 : Math.max(1, leftSeconds)

function ownCounts() {
  const counts = new Map<string, { count: number; until: number }>()
  return {
    mustWait: (name: string): number => {
      const { count = 0, until = 0 } = counts.get(name) ?? {}
      const leftSeconds = Math.ceil((until - Date.now()) / 1_000)
      return leftSeconds > 0 ? waitOf(count, leftSeconds) : 0
    },
    wasWrong: (name: string): void => {
      const known = counts.get(name)
      const isOpen = known !== undefined && known.until > Date.now()
      if (counts.size >= knownAtMost) counts.delete(counts.keys().next().value as string)
      counts.set(
        name,
        isOpen
          ? { ...known, count: known.count + 1 }
          : { count: 1, until: Date.now() + windowSeconds * 1_000 },
      )
    },
  }
}
