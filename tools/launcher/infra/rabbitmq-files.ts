// The files that a private RabbitMQ is started with: its configuration and its environment.
import { join } from 'node:path'

export interface RabbitPorts {
  amqp: number
  management: number
  prometheus: number
  stream: number
  distribution: number
  epmd: number
}

export interface RabbitNode {
  label: string
  folder: string
  name: string
  ports: RabbitPorts
  user: string
  password: string
  /** Names of all nodes of its cluster, where it is one of several. */
  cluster?: readonly string[]
}

export const VIRTUAL_HOST = 'eventflow'
export const BROKER_ADMIN = 'eventflow_admin'

/** Where people look for the management page. */
export const MANAGEMENT_PORT = 15_672

/** What all brokers of EventFlow share, then what only this one has: its addresses and its first user, who is never `guest`. */
export function rabbitConfiguration(
  shared: string,
  { ports, user, password, cluster = [] }: RabbitNode,
): string {
  return [
    shared.trimEnd(),
    '',
    '# Of this instance alone, written by the launcher at each start.',
    `listeners.tcp.1 = 127.0.0.1:${ports.amqp}`,
    'management.tcp.ip = 127.0.0.1',
    `management.tcp.port = ${ports.management}`,
    'prometheus.tcp.ip = 127.0.0.1',
    `prometheus.tcp.port = ${ports.prometheus}`,
    `stream.listeners.tcp.1 = 127.0.0.1:${ports.stream}`,
    'stream.advertised_host = 127.0.0.1',
    `stream.advertised_port = ${ports.stream}`,
    `default_vhost = ${VIRTUAL_HOST}`,
    `default_user = ${user}`,
    `default_pass = ${password}`,
    'default_user_tags.administrator = true',
    ...cluster.map((name, index) => `cluster_formation.classic_config.nodes.${index + 1} = ${name}`),
    '',
  ].join('\n')
}

export function rabbitEnvironment(
  { folder, name, ports }: RabbitNode,
  path: string | undefined,
): Record<string, string | undefined> {
  return {
    PATH: path,
    LANG: 'C.UTF-8',
    HOME: join(folder, 'home'),
    // Makes the start script become the broker instead of waiting for it as a parent that may die alone.
    detached: 'true',
    RABBITMQ_NODENAME: name,
    RABBITMQ_NODE_PORT: String(ports.amqp),
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_DIST_PORT: String(ports.distribution),
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_LOGS: '-',
    RABBITMQ_GENERATED_CONFIG_DIR: join(folder, 'generated'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_CONF_ENV_FILE: join(folder, 'none'),
    RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, 'advanced.config'),
    // The cluster port would listen on every address of the machine otherwise.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1} -start_epmd false',
    ...epmdEnvironment(ports.epmd),
  }
}

/** The port mapper that Erlang nodes find each other by; the machine's own, on 4369, is left alone. */
export function epmdEnvironment(port: number): Record<string, string> {
  return { ERL_EPMD_PORT: String(port), ERL_EPMD_ADDRESS: '127.0.0.1' }
}
