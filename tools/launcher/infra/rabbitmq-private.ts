// A RabbitMQ of this stack alone: own node name, own ports on 127.0.0.1, own data, own port mapper.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Ground, Provided } from '../component.js'
import { type OwnedProcess, spawnOwned } from '../owned-process.js'
import { ROOT } from '../places.js'
import { accepts, waitUntil } from '../wait-until.js'
import {
  epmdEnvironment,
  type RabbitNode,
  rabbitConfiguration,
  rabbitEnvironment,
  VIRTUAL_HOST,
} from './rabbitmq-files.js'
import { startOnUsableData } from './set-aside.js'

export interface RabbitPrograms {
  server: string
  epmd: string
}

const READY_WITHIN_MS = 120_000

export async function startPrivateRabbit(programs: RabbitPrograms, ground: Ground): Promise<Provided> {
  const node = await describeNode(ground)
  writeFiles(node, ground)
  const portMapper = spawnOwned({
    name: 'epmd',
    command: programs.epmd,
    args: ['-port', String(node.ports.epmd), '-address', '127.0.0.1'],
    environment: { PATH: ground.environment.PATH, ...epmdEnvironment(node.ports.epmd) },
    folder: node.folder,
    logFile: join(node.folder, 'log', 'epmd.log'),
  })
  const start = () => startBroker(programs.server, node, ground)
  const { started, remark } = await startOnUsableData(join(node.folder, 'data'), start)
  const { user, password, ports } = node
  const login = `${user}:${password}@127.0.0.1`
  return {
    how: `private instance of RabbitMQ ${started.version} on port ${ports.amqp}${remark}`,
    addresses: {
      amqp: `amqp://${login}:${ports.amqp}/${VIRTUAL_HOST}`,
      management: `http://${login}:${ports.management}`,
    },
    owned: [portMapper, started.process],
  }
}

async function describeNode(ground: Ground): Promise<RabbitNode> {
  const port = (name: string, wish?: number) => ground.port(`rabbitmq-${name}`, wish)
  return {
    folder: join(ground.folder, 'rabbitmq'),
    // Random but kept: data belong to a node name, so it must neither follow the folder's path nor meet that of another stack.
    name: `eventflow_${ground
      .secret('rabbitmq-node')
      .replace(/[^a-z0-9]/gi, '')
      .slice(0, 8)}@localhost`,
    ports: {
      amqp: await port('amqp'),
      management: await port('management', ground.throwaway ? undefined : 15_672),
      prometheus: await port('prometheus'),
      stream: await port('stream'),
      distribution: await port('distribution'),
      epmd: await port('epmd'),
    },
    user: 'eventflow_admin',
    password: ground.secret('rabbitmq'),
  }
}

function writeFiles(node: RabbitNode, ground: Ground): void {
  const { folder } = node
  for (const name of ['home', 'log', 'generated']) mkdirSync(join(folder, name), { recursive: true })
  const shared = readFileSync(join(ROOT, 'rabbitmq', 'rabbitmq.conf'), 'utf8')
  writeFileSync(join(folder, 'rabbitmq.conf'), rabbitConfiguration(shared, node), { mode: 0o600 })
  copyFileSync(join(ROOT, 'rabbitmq', 'enabled_plugins'), join(folder, 'enabled_plugins'))
  const cookie = join(folder, 'home', '.erlang.cookie')
  if (existsSync(cookie)) return
  writeFileSync(cookie, ground.secret('rabbitmq-cookie'), { mode: 0o600 })
  // Erlang refuses a cookie that anybody else could read.
  chmodSync(cookie, 0o400)
}

type Started = { process: OwnedProcess; version: string }

async function startBroker(server: string, node: RabbitNode, ground: Ground): Promise<Started> {
  const broker = spawnOwned({
    name: 'rabbitmq',
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
    const version = await waitUntil('RabbitMQ', () => askOverview(node), waiting)
    await waitUntil(
      'RabbitMQ',
      async () => ((await accepts('127.0.0.1', node.ports.amqp)) ? true : undefined),
      waiting,
    )
    return { process: broker, version }
  } catch (error) {
    await broker.stop()
    throw error
  }
}

async function askOverview({ ports, user, password }: RabbitNode): Promise<string | undefined> {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  const answer = await fetch(`http://127.0.0.1:${ports.management}/api/overview`, {
    headers: { authorization },
    signal: AbortSignal.timeout(2000),
  })
  if (!answer.ok) return undefined
  return ((await answer.json()) as { rabbitmq_version: string }).rabbitmq_version
}
