// A RabbitMQ of this stack alone: own node name, own ports on 127.0.0.1, own data, own port mapper.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Ground, Provided } from '../component.js'
import { type OwnedProcess, signalGroup, spawnOwned } from '../owned-process.js'
import { ROOT } from '../places.js'
import { accepts, waitUntil } from '../wait-until.js'
import { brokerVersion } from './rabbitmq-answer.js'
import {
  BROKER_ADMIN,
  epmdEnvironment,
  MANAGEMENT_PORT,
  type RabbitNode,
  rabbitConfiguration,
  rabbitEnvironment,
  VIRTUAL_HOST,
} from './rabbitmq-files.js'
import { adoptData } from './rabbitmq-moved.js'
import { startOnUsableData } from './set-aside.js'

export interface RabbitPrograms {
  server: string
  epmd: string
}

const READY_WITHIN_MS = 120_000

export async function startPrivateRabbit(programs: RabbitPrograms, ground: Ground): Promise<Provided> {
  const node = await describeNode(ground, 'rabbitmq')
  writeFiles(node, ground)
  const portMapper = startPortMapper(programs, node, ground)
  const data = join(node.folder, 'data')
  adoptData(data)
  const start = () => startBroker(programs.server, node, ground)
  const { started, remark } = await startOnUsableData(data, start)
  return {
    how: `private instance of RabbitMQ ${started.version} on port ${node.ports.amqp}${remark}`,
    addresses: { amqp: amqpUrl(node), management: managementUrl(node) },
    owned: [portMapper, started.process],
  }
}

/** Nodes of a cluster share one. */
export const startPortMapper = (
  { epmd }: RabbitPrograms,
  { folder, ports }: RabbitNode,
  ground: Ground,
): OwnedProcess =>
  spawnOwned({
    name: 'epmd',
    command: epmd,
    args: ['-port', String(ports.epmd), '-address', '127.0.0.1'],
    environment: { PATH: ground.environment.PATH, ...epmdEnvironment(ports.epmd) },
    folder,
    logFile: join(folder, 'log', 'epmd.log'),
  })

export const amqpUrl = ({ user, password, ports }: RabbitNode) =>
  `amqp://${user}:${password}@127.0.0.1:${ports.amqp}/${VIRTUAL_HOST}`

export const managementUrl = ({ user, password, ports }: RabbitNode) =>
  `http://${user}:${password}@127.0.0.1:${ports.management}`

/** `label` is what its folder, its ports and its process are called; all nodes of one ground have one login and one cookie. */
export async function describeNode(ground: Ground, label: string): Promise<RabbitNode> {
  const port = (name: string, wish?: number) => ground.port(`${label}-${name}`, wish)
  return {
    label,
    folder: join(ground.folder, label),
    // Random but kept: data belong to a node name, so it must neither follow the folder's path nor meet that of another stack.
    name: `eventflow_${ground
      .secret(`${label}-node`)
      .replace(/[^a-z0-9]/gi, '')
      .slice(0, 8)}@localhost`,
    ports: {
      amqp: await port('amqp'),
      management: await port('management', ground.throwaway ? undefined : MANAGEMENT_PORT),
      prometheus: await port('prometheus'),
      stream: await port('stream'),
      distribution: await port('distribution'),
      epmd: await port('epmd'),
    },
    user: BROKER_ADMIN,
    password: ground.secret('rabbitmq'),
  }
}

export function writeFiles(node: RabbitNode, ground: Ground): void {
  const { folder } = node
  for (const name of ['home', 'log', 'generated']) mkdirSync(join(folder, name), { recursive: true })
  const shared = readFileSync(join(ROOT, 'rabbitmq', 'rabbitmq.conf'), 'utf8')
  writeFileSync(join(folder, 'rabbitmq.conf'), rabbitConfiguration(shared, node), { mode: 0o600 })
  for (const name of ['enabled_plugins', 'advanced.config'])
    copyFileSync(join(ROOT, 'rabbitmq', name), join(folder, name))
  const cookie = join(folder, 'home', '.erlang.cookie')
  if (existsSync(cookie)) return
  writeFileSync(cookie, ground.secret('rabbitmq-cookie'), { mode: 0o600 })
  // Erlang refuses a cookie that anybody else could read.
  chmodSync(cookie, 0o400)
}

type Started = { process: OwnedProcess; version: string }

export async function startBroker(server: string, node: RabbitNode, ground: Ground): Promise<Started> {
  const broker = spawnOwned({
    name: node.label,
    command: server,
    args: [],
    environment: rabbitEnvironment(node, ground.environment.PATH),
    folder: node.folder,
    logFile: join(node.folder, 'log', 'rabbitmq.log'),
    // Its orderly stop takes six seconds, which a stack that is thrown away can save.
    stopSignal: ground.throwaway ? 'SIGKILL' : 'SIGTERM',
    // It finishes writing its queues; two cores full of tests may need long for that.
    graceMs: 30_000,
  })
  const waiting = { timeoutMs: READY_WITHIN_MS, signal: ground.signal, process: broker }
  ground.say('waiting for the broker to boot')
  try {
    const version = await waitUntil('RabbitMQ', () => brokerVersion(managementUrl(node)), waiting)
    await waitUntil(
      'RabbitMQ',
      async () => ((await accepts('127.0.0.1', node.ports.amqp)) ? true : undefined),
      waiting,
    )
    return { process: broker, version }
  } catch (error) {
    // While it boots it may not hear a polite signal for half a minute, and it has taken nothing yet that could be lost.
    signalGroup(broker.pid, 'SIGKILL')
    await broker.whenEnded
    throw error
  }
}
