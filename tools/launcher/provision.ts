// What lies between infrastructure that answers and services that can start: databases, topology, users.
import { prepareBroker } from './broker.js'
import type { Ground, Provided } from './component.js'
import { createDatabases } from './databases.js'
import type { Progress } from './progress.js'
import { databasePassword } from './service-environment.js'
import { oncePerService, type ServiceFolder, wants } from './service-folders.js'

export interface Provision {
  ground: Ground
  provided: Record<string, Provided>
  /** Those that will be started. */
  services: ServiceFolder[]
  progress: Progress
}

export async function provision({ ground, provided, services, progress }: Provision): Promise<void> {
  const { postgres, rabbitmq } = provided
  const wanting = (setting: string) =>
    oncePerService(services.filter((service) => wants(service, setting))).map(({ service }) => service)
  const withDatabase = wanting('DATABASE_URL')
  const withBroker = wanting('RABBITMQ_URL')
  const databases = async () => {
    const wishes = withDatabase.map((service) => ({
      service,
      password: databasePassword(service, ground.secret),
    }))
    await createDatabases(postgres?.addresses.postgres ?? '', wishes)
  }
  const broker = () =>
    prepareBroker({
      amqpUrl: rabbitmq?.addresses.amqp ?? '',
      managementUrl: rabbitmq?.addresses.management ?? '',
      services: withBroker,
      secret: ground.secret,
    })
  await Promise.all([
    ...(postgres
      ? [progress.step('databases', databases, () => `${withDatabase.length}, each with its own role`)]
      : []),
    ...(rabbitmq
      ? [progress.step('topology', broker, () => `and ${withBroker.length} users on the broker`)]
      : []),
  ])
}
