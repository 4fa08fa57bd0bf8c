// Settings of Redis, apart from the driver so that listing them loads nothing heavy.
import { addressSetting } from './settings.js'

export const redisSettings = {
  url: addressSetting('REDIS_URL', 'Redis, for what may be lost: limits, revocations, caches.', {
    schemes: ['redis', 'rediss'],
  }),
}
