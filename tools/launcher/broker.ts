// Puts the topology on the broker and gives every service a user that may do only what its part needs.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Definitions, type Platform, permissionsOf } from '@eventflow/backbone'
import { provisionBroker } from '@eventflow/backbone/admin'
import { type AnyContract, catalogue, consumersByEvent } from '@eventflow/contracts'
import { ROOT } from './places.js'
import { brokerPassword } from './service-environment.js'

export interface BrokerWish {
  amqpUrl: string
  managementUrl: string
  /** The services that get a user. */
  services: string[]
  /** All services of the repository: events of any producer concern them too. */
  allServices: string[]
  secret: (name: string) => string
}

export async function prepareBroker(wish: BrokerWish): Promise<void> {
  const platform = platformOf(wish.allServices)
  const definitions = JSON.parse(
    readFileSync(join(ROOT, 'rabbitmq', 'definitions.json'), 'utf8'),
  ) as Definitions
  await provisionBroker({
    managementUrl: wish.managementUrl,
    vhost: decodeURIComponent(new URL(wish.amqpUrl).pathname.slice(1)),
    definitions,
    users: wish.services.map((name) => ({
      name,
      password: brokerPassword(name, wish.secret),
      permissions: permissionsOf(name, platform),
    })),
  })
}

/** One queue a consumer, named after it, as the contracts list them. */
function platformOf(services: string[]): Platform {
  const contractsOf = (consumer: string): AnyContract[] =>
    catalogue.filter(({ type }) => consumersByEvent[type]?.includes(consumer))
  const consumers = new Set(Object.values(consumersByEvent).flat())
  return {
    services,
    contracts: catalogue,
    consumers: [...consumers].map((name) => ({ queue: name, service: name, contracts: contractsOf(name) })),
  }
}
