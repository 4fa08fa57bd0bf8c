// A cluster of RabbitMQ nodes on one machine, for trying out what happens when some of them are away.
import { managementApi } from '@eventflow/backbone/admin'
import { type Ground, Impossible, type Provided } from '../component.js'
import type { OwnedProcess } from '../owned-process.js'
import { waitUntil } from '../wait-until.js'
import { findPrograms } from './rabbitmq.js'
import type { RabbitNode } from './rabbitmq-files.js'
import {
  amqpUrl,
  describeNode,
  managementUrl,
  startBroker,
  startPortMapper,
  writeFiles,
} from './rabbitmq-private.js'

const COMPLETE_WITHIN_MS = 60_000

/** Three: with one of them away the other two still agree, which is all that quorum queues need. */
export const clusterNodes = ['rabbit1', 'rabbit2', 'rabbit3'] as const

export const rabbitmqCluster = { name: 'rabbitmq', provide: startCluster }

/** The first node is waited for, since the others join it; its addresses are followed by theirs. */
async function startCluster(ground: Ground): Promise<Provided> {
  const programs = findPrograms(ground)
  if (!programs)
    throw new Impossible(
      'there is no rabbitmq-server on this machine',
      'Debian: apt-get install rabbitmq-server',
    )
  const nodes = await describeNodes(ground)
  for (const node of nodes) writeFiles(node, ground)
  const [first, ...others] = nodes as [RabbitNode, ...RabbitNode[]]
  const owned: OwnedProcess[] = [startPortMapper(programs, first, ground)]
  const start = async (node: RabbitNode) => {
    const { process, version } = await startBroker(programs.server, node, ground)
    owned.push(process)
    return version
  }
  try {
    const version = await start(first)
    await Promise.all(others.map(start))
    await untilComplete(first, nodes.length, ground)
    return {
      how: `${nodes.length} nodes of RabbitMQ ${version}`,
      addresses: Object.fromEntries(
        nodes.flatMap((node) => [
          [`amqp ${node.name}`, amqpUrl(node)],
          [`management ${node.name}`, managementUrl(node)],
        ]),
      ),
      owned,
    }
  } catch (error) {
    await Promise.all(owned.map((process) => process.stop()))
    throw error
  }
}

async function describeNodes(ground: Ground): Promise<RabbitNode[]> {
  const nodes: RabbitNode[] = []
  for (const label of clusterNodes) nodes.push(await describeNode(ground, label))
  const cluster = nodes.map(({ name }) => name)
  const epmd = nodes[0]?.ports.epmd ?? 0
  return nodes.map((node) => ({ ...node, cluster, ports: { ...node.ports, epmd } }))
}

async function untilComplete(first: RabbitNode, count: number, { signal }: Ground): Promise<void> {
  const api = managementApi(managementUrl(first))
  const ask = async () => {
    const nodes = (await api('GET', '/nodes')) as Array<{ running: boolean }>
    return nodes.filter(({ running }) => running).length === count || undefined
  }
  await waitUntil('the cluster', ask, { timeoutMs: COMPLETE_WITHIN_MS, signal })
}
