// Puts the topology on the broker and gives every service a user that may do only what its part needs.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Definitions, Permissions } from '@eventflow/backbone'
import { provisionBroker } from '@eventflow/backbone/admin'
import { Impossible } from './component.js'
import { ROOT } from './places.js'
import { brokerPassword } from './service-environment.js'

export interface BrokerWish {
  amqpUrl: string
  managementUrl: string
  /** Those that get a user. */
  services: string[]
  secret: (name: string) => string
}

export async function prepareBroker({ amqpUrl, managementUrl, services, secret }: BrokerWish): Promise<void> {
  const definitions = generated<Definitions>('definitions.json')
  const permissions = generated<Record<string, Permissions>>('permissions.json')
  const users = services.map((name) => {
    const own = permissions[name]
    if (!own) throw new Impossible(`rabbitmq/permissions.json knows no service ${name}`, 'npm run generate')
    return { name, password: brokerPassword(name, secret), permissions: own }
  })
  const vhost = decodeURIComponent(new URL(amqpUrl).pathname.slice(1))
  await provisionBroker({ managementUrl, vhost, definitions, users })
}

const generated = <T>(file: string): T => JSON.parse(readFileSync(join(ROOT, 'rabbitmq', file), 'utf8')) as T
