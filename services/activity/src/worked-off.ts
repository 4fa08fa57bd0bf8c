// How many messages the workers have handled, counted in Redis, where any API can read the pace; what is lost there is guessed anew.
import type { Redis } from '@eventflow/runtime/redis'

const key = 'activity:worked-off'
const keptForMs = 3_600_000

/** Counting holds nothing up and fails nothing. */
export const countingIn =
  ({ client }: Redis) =>
  (messages: number): void => {
    client
      .multi()
      .incrBy(key, messages)
      .pExpire(key, keptForMs)
      .exec()
      .catch(() => undefined)
  }

/** Nothing where Redis is away. */
export const countIn =
  ({ client }: Redis) =>
  async (): Promise<number | undefined> => {
    try {
      return Number((await client.get(key)) ?? 0)
    } catch {
      return undefined
    }
  }
