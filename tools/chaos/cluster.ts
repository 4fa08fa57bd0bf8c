// The faults of a cluster: the leader of a queue is killed, a follower stands still for a while, all nodes are restarted one by one.
import { setTimeout as pause } from 'node:timers/promises'
import { managementApi } from '@eventflow/backbone/admin'
import { clusterNodes, rabbitmqCluster } from '../launcher/infra/rabbitmq-cluster.js'
import { signalGroup } from '../launcher/owned-process.js'
import { waitUntil } from '../launcher/wait-until.js'
import type { Fault, Field } from './faults.js'
import type { MessagingPlan } from './letters-flow.js'
import { type MessagingResult, runMessaging } from './messaging.js'

const wholeWithinMs = 120_000
/** Longer than clients wait for a sign of life. */
const stillMs = 25_000

export const runCluster = (plan: Omit<MessagingPlan, 'broker'>): Promise<MessagingResult> =>
  runMessaging({ faults: clusterFaults, ...plan, broker: rabbitmqCluster })

const killLeader: Fault = {
  name: 'leader killed',
  strike: async (field) => {
    const { leader } = await membersOf(field)
    await field.stage.kill(leader)
    await untilWhole(field)
  },
}

const stopFollower: Fault = {
  name: 'follower stopped and continued',
  strike: async (field) => {
    const { followers } = await membersOf(field)
    const { pid } = field.stage.process(followers[0] ?? '').current()
    signalGroup(pid, 'SIGSTOP')
    await pause(stillMs).finally(() => signalGroup(pid, 'SIGCONT'))
    await untilWhole(field)
  },
}

const restartAll: Fault = {
  name: 'all nodes restarted, one by one',
  strike: async (field) => {
    for (const node of clusterNodes) {
      const { pid, whenEnded } = field.stage.process(node).current()
      signalGroup(pid, 'SIGTERM')
      await whenEnded
      await untilWhole(field)
    }
  },
}

const clusterFaults: readonly Fault[] = [killLeader, stopFollower, restartAll]

interface QueueMembers {
  leader: string
  members: string[]
  online: string[]
}

/** Of the keeper's queue, told by whichever node answers, as names of our processes. */
async function membersOf({ stage }: Field): Promise<{ leader: string; followers: string[] }> {
  const names = await nodeNames(stage)
  const { leader, members } = await askAny(stage)
  const label = (name: string) => names.get(name) ?? name
  return { leader: label(leader), followers: members.filter((name) => name !== leader).map(label) }
}

async function askAny({ managementUrls, vhost }: Field['stage']): Promise<QueueMembers> {
  const asked = managementUrls.map(
    async (url) => (await managementApi(url)('GET', `/queues/${vhost}/keeper`)) as QueueMembers,
  )
  return Promise.any(asked)
}

/** Which process runs which node, asked while all of them answer. */
async function nodeNames({ managementUrls }: Field['stage']): Promise<Map<string, string>> {
  const names = await Promise.all(
    managementUrls.map(async (url, index) => {
      const { node } = (await managementApi(url)('GET', '/overview')) as { node: string }
      return [node, clusterNodes[index] ?? ''] as const
    }),
  )
  return new Map(names)
}

/** Every node answers and takes part in the queue again: the next fault would otherwise take the majority away. */
async function untilWhole({ stage, signal }: Field): Promise<void> {
  const ask = async () => {
    const queues = await Promise.all(
      stage.managementUrls.map(
        async (url) => (await managementApi(url)('GET', `/queues/${stage.vhost}/keeper`)) as QueueMembers,
      ),
    )
    const isWhole = ({ online, leader }: QueueMembers) =>
      online.length === clusterNodes.length && online.includes(leader)
    return queues.every(isWhole) || undefined
  }
  await waitUntil('the whole cluster', ask, { timeoutMs: wholeWithinMs, signal })
}
