// The life of a service: read the settings, wire it up, serve until asked to stop, drain within a deadline.
import { collectDefaultMetrics, Registry } from 'prom-client'
import { environment } from './environment.js'
import { createHealth, type Health } from './health.js'
import { createLogger, type Logger, logLevels } from './logger.js'
import { addReadinessMetrics } from './readiness-metrics.js'
import { closeAll, type Resource } from './resource.js'
import {
  type ConfigOf,
  ConfigurationError,
  choiceSetting,
  integerSetting,
  readSettings,
  type SettingsTree,
} from './settings.js'

/** The settings that every service has. */
export const baseSettings = {
  logLevel: choiceSetting('LOG_LEVEL', 'From which level on lines are logged.', {
    of: logLevels,
    fallback: 'info',
  }),
  shutdownDeadlineMs: integerSetting(
    'SHUTDOWN_DEADLINE_MS',
    'How long work in flight may take to finish at a stop.',
    {
      min: 100,
      max: 120_000,
      fallback: 10_000,
    },
  ),
}

export interface Wiring<Config> {
  config: Config
  logger: Logger
  health: Health
  metrics: Registry
  /** Keeps a resource to be closed at the end, and asks about it in readiness. */
  owns<R extends Resource>(resource: R): R
}

type WithBase = SettingsTree & typeof baseSettings

export interface Service<Tree extends WithBase = WithBase> {
  readonly name: string
  readonly settings: Tree
  start(config: ConfigOf<Tree>): Promise<RunningService>
}

export interface RunningService {
  readonly name: string
  /** Where it listens, if it does. */
  readonly url: string
  readonly logger: Logger
  readonly metrics: Registry
  /** Drains and closes everything; a second call waits for the first. */
  stop(): Promise<void>
}

/** Declares a service by one wiring function, the same for production and for tests, so that the two cannot drift. */
export function defineService<Tree extends WithBase>(
  name: string,
  settings: Tree,
  wire: (wiring: Wiring<ConfigOf<Tree>>) => Promise<void>,
): Service<Tree> {
  return { name, settings, start: (config) => startService({ name, wire, config }) }
}

interface Start<Config> {
  name: string
  config: Config
  wire: (wiring: Wiring<Config>) => Promise<void>
}

async function startService<Config>({ name, wire, config }: Start<Config>): Promise<RunningService> {
  const { logLevel, shutdownDeadlineMs } = config as ConfigOf<typeof baseSettings>
  const logger = createLogger(name, logLevel)
  const health = createHealth()
  const metrics = new Registry()
  metrics.setDefaultLabels({ service: name })
  addReadinessMetrics(metrics, health)
  const resources: Resource[] = []
  const owns = <R extends Resource>(resource: R): R => {
    resources.push(resource)
    if (resource.dependency) health.watch(resource.dependency)
    return resource
  }
  try {
    await wire({ config, logger, health, metrics, owns })
  } catch (error) {
    await closeAll(resources, shutdownDeadlineMs)
    throw error
  }
  let stopping: Promise<void> | undefined
  const stop = async () => {
    health.drain()
    for (const problem of await closeAll(resources, shutdownDeadlineMs))
      logger.warn('a resource did not close in order', { problem })
  }
  return {
    name,
    url: resources.find((resource) => resource.url)?.url ?? '',
    logger,
    metrics,
    stop: () => {
      stopping ??= stop()
      return stopping
    },
  }
}

/** Runs a service as this process: the whole of its `main.ts`. */
export async function run<Tree extends WithBase>(service: Service<Tree>): Promise<void> {
  let running: RunningService
  try {
    running = await service.start(readSettings(service.settings, environment()))
  } catch (error) {
    createLogger(service.name, 'error').error(
      error instanceof ConfigurationError ? error.message : 'the service could not start',
      error instanceof ConfigurationError ? {} : { error },
    )
    process.exit(1)
  }
  collectDefaultMetrics({ register: running.metrics })
  endOn(running)
  running.logger.info('started', { url: running.url, pid: process.pid })
}

/** A fault that nobody caught leaves unknown state behind, so the process drains and ends; whoever supervises starts it again. */
function endOn(running: RunningService): void {
  const end = async (exitCode: number) => {
    await running.stop()
    process.exit(exitCode)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void end(0))
  // Not once: a second fault while draining would end the process under the work that is being finished.
  for (const fault of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(fault, (error: unknown) => {
      running.logger.error('a fault that nobody caught', { fault, error })
      void end(1)
    })
}
