// The platform on a stack of its own, with processes that can be killed and come back as they do in production.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Provided } from '../launcher/component.js'
import { freePort } from '../launcher/free-port.js'
import { componentsFor, infrastructureEnvironment } from '../launcher/infra/all.js'
import { provideAll } from '../launcher/infrastructure.js'
import { type KeeperEvents, type Kept, keepAlive } from '../launcher/keeper.js'
import { signalGroup } from '../launcher/owned-process.js'
import { createProgress } from '../launcher/progress.js'
import { provision } from '../launcher/provision.js'
import { chooseServices, findServices } from '../launcher/service-folders.js'
import { allotPorts } from '../launcher/service-ports.js'
import { type StartContext, startServices } from '../launcher/service-start.js'
import { withThrowAway } from '../launcher/throw-away.js'
import { userEnvironment } from '../launcher/user-environment.js'

export interface Platform {
  /** Where each service listens. */
  urls: Readonly<Record<string, string>>
  /** Addresses of the infrastructure as administrator. */
  infrastructure: Readonly<Record<string, string>>
  /** Kills the process of a service or a component at once, as a fault would. */
  kill(name: string): Promise<void>
  /** Stops a process where it stands, and lets it go on after that time; its connections stay open meanwhile. */
  freeze(name: string, forMs: number): Promise<void>
  /** The folder with a log of each process, which goes with the stack. */
  logs: string
  /** Starts one more instance of a service under a name of its own; answers where it listens. */
  another(service: string, twin: Twin): Promise<string>
  /** How often a process came back after it had ended. */
  restarts(name: string): number
}

export interface Twin {
  name: string
  settings?: Readonly<Record<string, string>>
}

interface PlatformPlan {
  services: string[]
  /** Settings of the services for this run. */
  settings: Readonly<Record<string, string>>
  signal: AbortSignal
  say(text: string): void
}

/** An address in the environment leads to a server that is not ours to kill. */
const notOurs = /^(POSTGRES|RABBITMQ|RABBITMQ_MANAGEMENT|REDIS|MONGO|SMTP|MAILBOX)_URL$|^S3_/

export async function withPlatform(
  plan: PlatformPlan,
  work: (platform: Platform) => Promise<void>,
): Promise<void> {
  const environment = ownEnvironment()
  const stopped = new AbortController()
  const signal = AbortSignal.any([plan.signal, stopped.signal])
  const events: KeeperEvents = {
    fell: (name, how, pauseMs) => plan.say(`${name} ${how}; started again in ${pauseMs / 1_000} s`),
    rose: (name) => plan.say(`${name} runs again`),
  }
  await withThrowAway({ kind: 'chaos', signal: plan.signal, environment }, async (ground, provided) => {
    const progress = createProgress({ live: false })
    const kept = new Map<string, Kept>()
    const keep = (name: string, one: Kept) => kept.set(name, one)
    try {
      const everyone = findServices()
      const services = chooseServices(everyone, plan.services)
      const { ports, urls } = await allotPorts(everyone, ground)
      Object.assign(provided, await provideAll(componentsFor(services), ground, progress))
      for (const process of Object.values(provided as Record<string, Provided>).flatMap(({ owned }) => owned))
        keep(process.name, keepAlive(process, events, signal))
      await provision({ ground, provided, services, progress })
      const infrastructure = infrastructureEnvironment(provided)
      const user = { ...environment, ...plan.settings }
      const facts = { user, infrastructure, urls, ports, secret: ground.secret, demo: false }
      const started = ({ name }: { name: string }, one: Kept) => keep(name, one)
      const context = { folder: ground.folder, facts, progress, events, signal, started }
      await startServices(services, context)
      const another = async (service: string, twin: Twin) => {
        const own = await twinContext(context, service, twin)
        await startServices(
          services.filter(({ name }) => name === service),
          { ...own, started: (_service, one) => keep(twin.name, one) },
        )
        return own.facts.urls[service] ?? ''
      }
      await work({
        urls,
        infrastructure,
        logs: join(ground.folder, 'logs'),
        another,
        kill: (name) => killOne(processOf(kept, name)),
        freeze: (name, forMs) => freezeOne(processOf(kept, name), forMs),
        restarts: (name) => processOf(kept, name).restarts(),
      })
    } finally {
      // Before anything is stopped: the keepers would start it again.
      stopped.abort()
      await Promise.all([...kept.values()].map((one) => one.current().stop()))
    }
  })
}

/** The same in everything but its ports, its logs and what it is told. */
async function twinContext(
  context: StartContext,
  service: string,
  { name, settings }: Twin,
): Promise<StartContext> {
  const { facts } = context
  const port = await freePort()
  const folder = join(context.folder, name)
  mkdirSync(join(folder, 'logs'), { recursive: true })
  return {
    ...context,
    folder,
    facts: {
      ...facts,
      user: { ...facts.user, METRICS_PORT: '0', ...settings },
      urls: { ...facts.urls, [service]: `http://127.0.0.1:${port}` },
      ports: { ...facts.ports, [service]: { PORT: port } },
    },
  }
}

export const ownEnvironment = (): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(userEnvironment()).filter(([name]) => !notOurs.test(name)))

type Processes = ReadonlyMap<string, Kept>

export function processOf(kept: Processes, name: string): Kept {
  const one = kept.get(name)
  if (!one) throw new Error(`there is no process "${name}", only ${[...kept.keys()].join(', ')}`)
  return one
}

/** Waits until it runs: a kill of what is dead already would be counted and prove nothing. */
export async function killOne(one: Kept): Promise<void> {
  for (let tries = 0; one.current().ended() && tries < 300; tries++) await pause(100)
  signalGroup(one.current().pid, 'SIGKILL')
}

async function freezeOne(one: Kept, forMs: number): Promise<void> {
  const { pid } = one.current()
  signalGroup(pid, 'SIGSTOP')
  try {
    await pause(forMs)
  } finally {
    signalGroup(pid, 'SIGCONT')
  }
}
