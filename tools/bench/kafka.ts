// One Kafka in KRaft mode, for as long as the benchmark runs: fetched by Maven, started by the JDK, gone afterwards.
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../launcher/free-port.js'
import { fetchByMaven } from '../launcher/infra/maven.js'
import { ROOT } from '../launcher/places.js'
import { findProgram, runCommand } from '../launcher/run-command.js'
import { userEnvironment } from '../launcher/user-environment.js'
import type { Ground } from './row.js'

interface RunningKafka {
  /** `host:port`. */
  broker: string
  close(): Promise<void>
}

const upWithinMs = 60_000
const endWithinMs = 10_000
const source = join(ROOT, 'tools', 'bench', 'kafka', 'pom.xml')
const options = ['-Xmx512m', '-XX:+UseSerialGC']

/** As much durability as the queue beside it has: one node, written through the page cache, confirmed by all replicas there are. */
const propertiesOf = (folder: string, { client, controller }: { client: number; controller: number }) =>
  Object.entries({
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.bootstrap.servers': `127.0.0.1:${controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${client},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${client}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'log.dirs': join(folder, 'data'),
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')

export async function startKafka({ environment, say }: Ground): Promise<RunningKafka | { not: string }> {
  const machine = { ...userEnvironment(), ...environment }
  const java = findProgram(['java'], machine)
  if (!java) return { not: 'there is no Java' }
  const fetched = await fetchByMaven({ pom: source, name: 'bench-kafka', environment: machine, say })
  if ('not' in fetched) return fetched
  const folder = mkdtempSync(join(tmpdir(), 'eventflow-kafka-'))
  const ports = { client: await freePort(), controller: await freePort() }
  const file = join(folder, 'server.properties')
  writeFileSync(file, propertiesOf(folder, ports))
  const classes = [...options, '-cp', join(fetched.folder, '*')]
  const id = randomBytes(16).toString('base64url')
  const format = [...classes, 'kafka.tools.StorageTool', 'format', '--standalone', '-t', id, '-c', file]
  const formatted = await runCommand([java, ...format], { timeoutMs: upWithinMs, environment: machine })
  if (!formatted.ok) return { not: 'its storage could not be formatted' }
  const child = spawn(java, [...classes, 'kafka.Kafka', file], { env: machine, stdio: 'ignore' })
  const close = () => end(child, folder)
  if (await isListening(ports.client, child)) return { broker: `127.0.0.1:${ports.client}`, close }
  await close()
  return { not: 'it did not start' }
}

async function isListening(port: number, child: ChildProcess): Promise<boolean> {
  const endsAt = Date.now() + upWithinMs
  while (child.exitCode === null && Date.now() < endsAt) {
    if (await answers(port)) return true
    await pause(200)
  }
  return false
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })

async function end(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null) {
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), endWithinMs)
    await ended
    clearTimeout(timer)
  }
  rmSync(folder, { recursive: true, force: true })
}
