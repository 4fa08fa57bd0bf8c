// Run once by docker-compose before the services: databases, broker users, topology and the bucket, all from the environment.
import {
  addressSetting,
  environment,
  optionalAddressSetting,
  readSettings,
  type Setting,
  textSetting,
} from '@eventflow/runtime'
import { prepareBroker } from '../launcher/broker.js'
import { runMain } from '../launcher/command.js'
import { createDatabases } from '../launcher/databases.js'
import { makeBucket } from '../launcher/infra/s3-bucket.js'
import { findServices, oncePerService, wants } from '../launcher/service-folders.js'
import { passwordVariable } from './passwords.js'

const settings = {
  postgres: addressSetting('POSTGRES_URL', 'PostgreSQL, with an administrator.', {
    schemes: ['postgres', 'postgresql'],
  }),
  rabbitmq: addressSetting('RABBITMQ_URL', 'RabbitMQ, with the virtual host in the path.', {
    schemes: ['amqp', 'amqps'],
  }),
  management: addressSetting('RABBITMQ_MANAGEMENT_URL', 'Its management interface, with an administrator.', {
    schemes: ['http', 'https'],
  }),
  s3: {
    endpoint: optionalAddressSetting('S3_ENDPOINT', 'The S3 server; without it no bucket is made.', [
      'http',
      'https',
    ]),
    accessKey: textSetting('S3_ACCESS_KEY', 'Its access key.', 'none'),
    secretKey: textSetting('S3_SECRET_KEY', 'Its secret key.', 'none'),
  },
}

/** One password for each service that wants the given kind of address, so that all missing ones are told at once. */
function passwordSettings(services: string[], kind: 'DB' | 'BROKER'): Record<string, Setting<string>> {
  const about = (service: string) => `What ${service} logs in with.`
  return Object.fromEntries(
    services.map((service) => [service, textSetting(passwordVariable(service, kind), about(service))]),
  )
}

async function provisionFromEnvironment(): Promise<number> {
  const services = findServices()
  const wanting = (setting: string) =>
    oncePerService(services.filter((service) => wants(service, setting))).map(({ service }) => service)
  const databases = passwordSettings(wanting('DATABASE_URL'), 'DB')
  const users = passwordSettings(wanting('RABBITMQ_URL'), 'BROKER')
  const { s3, ...config } = readSettings({ ...settings, databases, users }, environment())

  const wishes = Object.entries(config.databases).map(([service, password]) => ({ service, password }))
  await createDatabases(config.postgres, wishes)
  await prepareBroker({
    amqpUrl: config.rabbitmq,
    managementUrl: config.management,
    services: Object.keys(config.users),
    secret: (name) => config.users[name.replace(/^rabbitmq-/, '')] ?? '',
  })
  if (s3.endpoint) await makeBucket({ ...s3, endpoint: s3.endpoint, name: 'eventflow' })
  console.log(`databases: ${Object.keys(config.databases)}; broker users: ${Object.keys(config.users)}`)
  return 0
}

void runMain(provisionFromEnvironment)
