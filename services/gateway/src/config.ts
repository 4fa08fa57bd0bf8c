// What the gateway can be told from outside.
import { httpSettings, identitySettings } from '@eventflow/http'
import {
  addressSetting,
  baseSettings,
  integerSetting,
  optionalAddressSetting,
  redisSettings,
  textSetting,
} from '@eventflow/runtime'

const perMinute = (environmentName: string, about: string, fallback: number) =>
  integerSetting(environmentName, about, { min: 1, max: 10_000_000, fallback })

export const settings = {
  ...baseSettings,
  http: {
    ...httpSettings,
    metricsPort: integerSetting('METRICS_PORT', 'The private port for metrics; 0 takes any free one.', {
      min: 0,
      max: 65_535,
      fallback: 0,
    }),
    trustedHops: integerSetting(
      'GATEWAY_TRUSTED_HOPS',
      'Proxies in front of the gateway whose X-Forwarded-For is believed.',
      {
        min: 0,
        max: 10,
        fallback: 0,
      },
    ),
    corsOrigins: textSetting(
      'CORS_ORIGINS',
      'Origins whose pages may call, separated by commas; none by default.',
      'none',
    ),
  },
  identity: identitySettings,
  redis: redisSettings,
  upstreams: {
    auth: identitySettings.authUrl,
    ops: addressSetting('OPS_URL', 'Where the ops service listens.', { schemes: ['http', 'https'] }),
    user: addressSetting('USER_URL', 'Where the user service listens.', { schemes: ['http', 'https'] }),
    notification: optionalAddressSetting(
      'NOTIFICATION_URL',
      'Where the notification service listens; without it its addresses do not exist.',
      ['http', 'https'],
    ),
    realtime: optionalAddressSetting(
      'REALTIME_URL',
      'Where the realtime service listens; without it its addresses do not exist.',
      ['http', 'https'],
    ),
  },
  limits: {
    user: perMinute('LIMIT_USER_PER_MINUTE', 'Requests a minute and signed-in user.', 600),
    address: perMinute('LIMIT_ADDRESS_PER_MINUTE', 'Requests a minute and address without a token.', 300),
    register: perMinute('LIMIT_REGISTER_PER_MINUTE', 'Registrations a minute and address.', 60),
    login: perMinute('LIMIT_LOGIN_PER_MINUTE', 'Logins a minute and address.', 120),
    recover: perMinute(
      'LIMIT_RECOVER_PER_MINUTE',
      'Calls a minute and address that recover an account or prove an e-mail address.',
      60,
    ),
    oauth: perMinute('LIMIT_OAUTH_PER_MINUTE', 'Calls of OAuth clients a minute and address.', 600),
  },
}
