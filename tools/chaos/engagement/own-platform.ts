// The platform of a run about people: without limits, since all of them come from one address, and with cheap hashing.
import { type Platform, withPlatform } from '../platform.js'

const settings = {
  BCRYPT_COST: '4',
  ACCESS_TOKEN_LIFE_SECONDS: '3600',
  LIMIT_REGISTER_PER_MINUTE: '1000000',
  LIMIT_LOGIN_PER_MINUTE: '1000000',
  LIMIT_ADDRESS_PER_MINUTE: '1000000',
  LIMIT_USER_PER_MINUTE: '1000000',
  // Beyond what anybody does in a run, so that nothing is missing merely because it is old.
  FEED_LENGTH: '5000',
  FEED_BACK_FILL: '1000',
  LOG_LEVEL: 'warn',
}

interface OwnPlan {
  signal: AbortSignal
  say(text: string): void
}

export async function onOwnPlatform<T>(
  services: string[],
  { signal, say }: OwnPlan,
  work: (platform: Platform) => Promise<T>,
): Promise<T> {
  let outcome: { of: T } | undefined
  await withPlatform({ services, settings, signal, say }, async (platform) => {
    outcome = { of: await work(platform) }
  })
  if (!outcome) throw new Error('the run came to no result')
  return outcome.of
}
