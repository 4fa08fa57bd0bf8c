// What the gateway can be told from outside.
import { httpSettings, tokenSettings } from '@eventflow/http'
import {
  addressesSetting,
  baseSettings,
  integerSetting,
  optionalAddressesSetting,
  redisSettings,
  secretSetting,
  textSetting,
} from '@eventflow/runtime'

const perMinute = (environmentName: string, about: string, fallback: number) =>
  integerSetting(environmentName, about, { min: 1, max: 10_000_000, fallback })

const schemes = ['http', 'https']
const about = (service: string) =>
  `Where the instances of the ${service} service listen, separated by commas; names are looked up again and again.`
const instancesOf = (service: string) =>
  addressesSetting(`${service.toUpperCase()}_URL`, about(service), schemes)
const optionalInstancesOf = (service: string) =>
  optionalAddressesSetting(
    `${service.toUpperCase()}_URL`,
    `${about(service)} Without it, it is not there.`,
    schemes,
  )

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
    drainMs: integerSetting(
      'GATEWAY_DRAIN_MS',
      'How long a gateway that is to stop still answers, so that load balancers see it is not ready.',
      { min: 0, max: 60_000, fallback: 500 },
    ),
    corsOrigins: textSetting(
      'CORS_ORIGINS',
      'Origins whose pages may call, separated by commas; none by default.',
      'none',
    ),
  },
  token: tokenSettings,
  redis: redisSettings,
  upstreams: {
    auth: instancesOf('auth'),
    ops: instancesOf('ops'),
    user: instancesOf('user'),
    action: optionalInstancesOf('action'),
    feed: optionalInstancesOf('feed'),
    activity: optionalInstancesOf('activity'),
    notification: optionalInstancesOf('notification'),
    realtime: optionalInstancesOf('realtime'),
  },
  rules: {
    concurrency: integerSetting(
      'UPSTREAM_CONCURRENCY',
      'Calls under way at one instance of a service; more are answered with 503.',
      { min: 1, max: 10_000, fallback: 256 },
    ),
    slowMs: integerSetting(
      'UPSTREAM_SLOW_MS',
      'A call whose answer takes longer to begin counts against its instance.',
      { min: 10, max: 60_000, fallback: 5_000 },
    ),
    restMs: integerSetting(
      'UPSTREAM_REST_MS',
      'How long an instance that fails is left alone before one call tries it.',
      { min: 10, max: 60_000, fallback: 500 },
    ),
    resolveMs: integerSetting('UPSTREAM_RESOLVE_MS', 'How often the names of services are looked up.', {
      min: 500,
      max: 600_000,
      fallback: 5_000,
    }),
    repeatPercent: integerSetting(
      'UPSTREAM_REPEAT_PERCENT',
      'How many calls of a hundred may be sent once more to another instance.',
      { min: 0, max: 100, fallback: 20 },
    ),
  },
  limitKey: secretSetting('LIMIT_KEY', 'Key that hides who is counted in Redis (32 bytes, base64).'),
  limits: {
    key: perMinute('LIMIT_KEY_PER_MINUTE', 'Requests a minute and API key.', 6_000),
    keyAddress: perMinute(
      'LIMIT_KEY_ADDRESS_PER_MINUTE',
      'Requests with API keys a minute and address: anybody can make up a key for each.',
      60_000,
    ),
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
