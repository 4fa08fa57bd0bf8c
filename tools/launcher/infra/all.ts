// All pieces of infrastructure, the slowest first, and what they are called in an environment.
import type { Component, Provided } from '../component.js'
import { type ServiceFolder, wants } from '../service-folders.js'
import { mailbox } from './mailbox.js'
import { mongo } from './mongo.js'
import { postgres } from './postgres.js'
import { rabbitmq } from './rabbitmq.js'
import { redis } from './redis.js'
import { s3 } from './s3.js'

export const components: Component[] = [rabbitmq, mongo, s3, postgres, redis, mailbox]

/** Which settings of a service mean that it needs a component. */
const NEEDED_FOR: Readonly<Record<string, string[]>> = {
  rabbitmq: ['RABBITMQ_URL', 'RABBITMQ_MANAGEMENT_URL'],
  postgres: ['DATABASE_URL'],
  redis: ['REDIS_URL'],
  mongo: ['MONGO_URL'],
  mailbox: ['SMTP_URL'],
  s3: ['S3_ENDPOINT'],
}

/** Those that the given services need; all when none are named. */
export function componentsFor(services: Array<Pick<ServiceFolder, 'settings'>> | undefined): Component[] {
  if (!services) return components
  return components.filter(({ name }) =>
    NEEDED_FOR[name]?.some((setting) => services.some((service) => wants(service, setting))),
  )
}

/** The names under which tests and tools look for each address. */
export function infrastructureEnvironment(provided: Record<string, Provided>): Record<string, string> {
  const address = (component: string, name: string) => provided[component]?.addresses[name]
  const all = {
    RABBITMQ_URL: address('rabbitmq', 'amqp'),
    RABBITMQ_MANAGEMENT_URL: address('rabbitmq', 'management'),
    POSTGRES_URL: address('postgres', 'postgres'),
    REDIS_URL: address('redis', 'redis'),
    MONGO_URL: address('mongo', 'mongo'),
    SMTP_URL: address('mailbox', 'smtp'),
    MAILBOX_URL: address('mailbox', 'http'),
    S3_ENDPOINT: address('s3', 's3'),
    S3_ACCESS_KEY: address('s3', 's3AccessKey'),
    S3_SECRET_KEY: address('s3', 's3SecretKey'),
  }
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
