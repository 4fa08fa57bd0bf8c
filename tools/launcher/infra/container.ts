// Runs one service of docker-compose.yml in the foreground, so that a container is a process of this stack like any other.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Ground } from '../component.js'
import { type OwnedProcess, spawnOwned } from '../owned-process.js'
import { ROOT } from '../places.js'
import { findProgram, lastLine, runCommand } from '../run-command.js'
import { waitUntil } from '../wait-until.js'
import type { NotHere } from './ways.js'

export interface ContainerPlan<Answer> {
  docker: string
  /** The service in docker-compose.yml. */
  service: string
  /** What the user knows it as. */
  title: string
  /** Values for the variables of docker-compose.yml: the ports to listen on, and passwords. */
  variables: Record<string, string>
  /** Undefined until it answers. */
  ask: () => Promise<Answer | undefined>
}

const ASK_DOCKER_MS = 10_000
// The first start downloads the image.
const READY_WITHIN_MS = 300_000

/** The command line of Docker, when its engine runs and it knows compose. */
export async function findEngine({ environment, signal }: Ground): Promise<{ docker: string } | NotHere> {
  const docker = findProgram(['docker'], environment)
  if (!docker) return { not: 'there is no Docker on this machine' }
  const options = { timeoutMs: ASK_DOCKER_MS, environment, signal }
  const engine = await runCommand([docker, 'info', '--format', '{{.ServerVersion}}'], options)
  if (!engine.ok) return { not: 'no Docker engine is running' }
  const plugin = await runCommand([docker, 'compose', 'version'], options)
  return plugin.ok ? { docker } : { not: `Docker has no compose plugin (${lastLine(plugin.output)})` }
}

/** Starts the service and waits for its answer. */
export async function runContainer<Answer>(
  { docker, ...plan }: ContainerPlan<Answer>,
  ground: Ground,
): Promise<{ process: OwnedProcess; answer: Answer }> {
  const compose = composeCommand(docker, plan.service, ground)
  const environment = composeEnvironment(plan.variables, ground)
  const clear = () => runCommand([...compose, 'down', '--volumes'], { timeoutMs: 60_000, environment })
  // A run that was killed may have left its data, and a throw-away stack must start from none.
  if (ground.throwaway) await clear()
  const [command = docker, ...args] = [...compose, 'up', '--no-color', '--no-log-prefix', plan.service]
  ground.say(`starting the container ${plan.service}`)
  const folder = join(ground.folder, plan.service)
  const logFile = join(folder, `${plan.service}.log`)
  const container = spawnOwned({
    name: plan.service,
    command,
    args,
    environment,
    folder: ROOT,
    logFile,
    graceMs: 30_000,
  })
  try {
    const waiting = { timeoutMs: READY_WITHIN_MS, signal: ground.signal, process: container }
    return {
      process: removedAfterwards(container, ground, clear),
      answer: await waitUntil(plan.title, plan.ask, waiting),
    }
  } catch (error) {
    await container.stop()
    throw error
  }
}

function removedAfterwards(
  container: OwnedProcess,
  ground: Ground,
  clear: () => Promise<unknown>,
): OwnedProcess {
  if (!ground.throwaway) return container
  const stop = async () => {
    await container.stop()
    await clear()
  }
  return { ...container, stop }
}

function composeCommand(docker: string, service: string, ground: Ground): string[] {
  const project = projectOf(ground.secret('containers'), service)
  return [docker, 'compose', '--file', join(ROOT, 'docker-compose.yml'), '--project-name', project]
}

/**
 * A project for each stack and service, so that ending one leaves the others alone;
 * named after a secret, because data fit one set of passwords only.
 */
export function projectOf(secret: string, service: string): string {
  return `eventflow-${secret.replace(/[^a-z0-9]/g, '').slice(0, 8)}-${service}`
}

/** Compose wants every required variable of the file, also those of services that are not started here. */
function composeEnvironment(
  variables: Record<string, string>,
  ground: Ground,
): Record<string, string | undefined> {
  const file = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8')
  const required = requiredVariables(file).filter((name) => !(name in variables))
  return {
    ...ground.environment,
    ...Object.fromEntries(required.map((name) => [name, ground.secret(name)])),
    ...variables,
  }
}

/** The names in `${NAME:?...}`. */
export function requiredVariables(composeFile: string): string[] {
  return [...new Set([...composeFile.matchAll(/\$\{([A-Z][A-Z0-9_]*):?\?/g)].map((match) => match[1] ?? ''))]
}
