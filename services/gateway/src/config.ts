// What the gateway can be told from outside.
import { httpSettings, identitySettings } from '@eventflow/http'
import { addressSetting, baseSettings, integerSetting, redisSettings, textSetting } from '@eventflow/runtime'

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
  },
  limits: {
    user: perMinute('LIMIT_USER_PER_MINUTE', 'Requests a minute and signed-in user.', 600),
    address: perMinute('LIMIT_ADDRESS_PER_MINUTE', 'Requests a minute and address without a token.', 300),
    register: perMinute('LIMIT_REGISTER_PER_MINUTE', 'Registrations a minute and address.', 60),
    login: perMinute('LIMIT_LOGIN_PER_MINUTE', 'Logins a minute and address.', 120),
  },
}
