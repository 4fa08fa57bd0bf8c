// `.eventflow/stack.json`: where everything of the running stack is, for tools, tests and the other commands.
import type { Provided } from './component.js'
import { infrastructureEnvironment } from './infra/all.js'
import type { Kept } from './keeper.js'
import type { NotedProcess } from './runs-below.js'

export interface ProcessRecord extends Partial<NotedProcess> {
  name: string
  kind: 'service' | 'infrastructure'
  /** Where it can be asked whether it is ready: an HTTP address of a service, any address of a component. */
  address: string | undefined
  restarts: number
  startedAt: string
  logFile: string | undefined
}

export interface StackRecord {
  gateway?: string
  web?: string
  mailbox?: string
  realtime?: string
  rabbitmq: { amqp?: string; management?: string }
  postgres?: string
  mongo?: string
  redis?: string
  s3?: string
  services: Record<string, Array<{ url: string; pid: number }>>
  state: 'starting' | 'ready' | 'stopping'
  launcher: NotedProcess
  startedAt: string
  /** How each piece of infrastructure was provided; one that is not ours has no process. */
  components: Record<string, { how: string; address?: string }>
  processes: ProcessRecord[]
}

export interface RunningPart {
  kept: Kept
  kind: ProcessRecord['kind']
  address: string | undefined
}

export interface StackParts {
  state: StackRecord['state']
  launcher: NotedProcess
  startedAt: string
  provided: Record<string, Provided>
  running: RunningPart[]
}

/** Drops what is not there, because `undefined` cannot be written and a reader should not meet `null`. */
export function stackRecord({ provided, running, ...parts }: StackParts): StackRecord {
  const address = infrastructureEnvironment(provided)
  const services = running.filter(({ kind }) => kind === 'service')
  const urlOf = (name: string) => services.find(({ kept }) => kept.name === name)?.address
  const gateway = urlOf('gateway')
  return JSON.parse(
    JSON.stringify({
      gateway,
      web: urlOf('web'),
      mailbox: address.MAILBOX_URL,
      realtime: gateway && urlOf('realtime') ? `${gateway}/realtime` : undefined,
      rabbitmq: { amqp: address.RABBITMQ_URL, management: address.RABBITMQ_MANAGEMENT_URL },
      postgres: address.POSTGRES_URL,
      mongo: address.MONGO_URL,
      redis: address.REDIS_URL,
      s3: address.S3_ENDPOINT,
      services: Object.fromEntries(services.map((part) => [part.kept.name, [instance(part)]])),
      ...parts,
      components: Object.fromEntries(
        Object.entries(provided).map(([name, part]) => [name, componentOf(part)]),
      ),
      processes: running.map(describe),
    } satisfies Record<keyof StackRecord, unknown>),
  ) as StackRecord
}

const componentOf = ({ how, addresses }: Provided) => ({ how, address: Object.values(addresses)[0] })

const instance = ({ kept, address }: RunningPart) => ({ url: address, pid: kept.current().pid })

function describe({ kept, kind, address }: RunningPart): ProcessRecord {
  const { pid, identity, startedAt, plan } = kept.current()
  return {
    name: kept.name,
    kind,
    address,
    pid,
    ...(identity && { identity }),
    startedAt,
    restarts: kept.restarts(),
    logFile: plan?.logFile,
  }
}
