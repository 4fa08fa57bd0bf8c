// The one table that says which value each setting of a service gets in the local stack.
import { type ServiceFolder, wants } from './service-folders.js'

type Environment = Readonly<Record<string, string | undefined>>

/** The client of the storage says at each start which Node it wants next year, past the log. */
export const quietStorage = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }

export interface StackFacts {
  /** What the user has set, in the environment or in `.env`. */
  user: Environment
  /** Addresses of the infrastructure, with the administrator's login, by the names of `infrastructureEnvironment`. */
  infrastructure: Environment
  /** Where each service listens; all are allotted before the first one starts. */
  urls: Readonly<Record<string, string>>
  /** Ports by service and by the name of the setting. */
  ports: Readonly<Record<string, Readonly<Record<string, number>>>>
  secret: (name: string) => string
  demo: boolean
}

// These differ from service to service, so one value that happens to be set in a shell cannot be meant.
const NEVER_FROM_USER = [
  'HOST',
  'PORT',
  'DATABASE_URL',
  'RABBITMQ_URL',
  'RABBITMQ_MONITORING_URL',
  'MONGO_URL',
]

// What a process needs to run at all.
const FROM_MACHINE = ['PATH', 'HOME', 'TZ', 'LANG']

const TRACING_ENDPOINTS = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_ZIPKIN_ENDPOINT',
]

/** Exactly what the settings of the service name, and what Node needs; nothing else of the launcher's environment. */
export function serviceEnvironment(service: ServiceFolder, facts: StackFacts): Record<string, string> {
  const told = service.settings.flatMap((setting) => {
    const value =
      valueFor(setting.environmentName, service, facts) ??
      (setting.secret ? secretKey(setting.environmentName, facts) : undefined)
    return value === undefined ? [] : [[setting.environmentName, value] as const]
  })
  const machine = Object.entries(facts.user).filter((entry): entry is [string, string] => {
    const [name, value] = entry
    return (
      value !== undefined &&
      (FROM_MACHINE.includes(name) || (tracingWanted(facts.user) && name.startsWith('OTEL_')))
    )
  })
  const own = {
    NODE_ENV: 'development',
    ...(tracingWanted(facts.user) && { OTEL_SERVICE_NAME: service.name }),
    ...(wants(service, 'S3_ENDPOINT') && quietStorage),
  }
  return { ...Object.fromEntries(machine), ...own, ...Object.fromEntries(told) }
}

export const tracingWanted = (user: Environment): boolean =>
  TRACING_ENDPOINTS.some((name) => Boolean(user[name]))

type Process = Pick<ServiceFolder, 'name' | 'service'>

function valueFor(name: string, process: Process, facts: StackFacts): string | undefined {
  const own = facts.user[name]
  if (own && !NEVER_FROM_USER.includes(name)) return own
  return perService(name, process, facts) ?? shared(name, facts)
}

function perService(
  name: string,
  { name: process, service }: Process,
  facts: StackFacts,
): string | undefined {
  const { infrastructure } = facts
  if (name === 'HOST') return '127.0.0.1'
  if (name.endsWith('PORT')) return facts.ports[process]?.[name]?.toString()
  if (name === 'DATABASE_URL') return databaseAddress(infrastructure.POSTGRES_URL, service, facts.secret)
  if (name === 'RABBITMQ_URL')
    return withLogin(infrastructure.RABBITMQ_URL, service, brokerPassword(service, facts.secret))
  // As the service itself, never as the administrator whose login the address of the infrastructure carries.
  if (name === 'RABBITMQ_MONITORING_URL')
    return withLogin(infrastructure.RABBITMQ_MANAGEMENT_URL, service, brokerPassword(service, facts.secret))
  if (name === 'MONGO_URL') return withPath(infrastructure.MONGO_URL, service)
  return undefined
}

function shared(name: string, { infrastructure, urls, demo }: StackFacts): string | undefined {
  if (name === 'PUBLIC_URL') return urls.gateway
  if (name === 'EVENTFLOW_DEMO') return String(demo)
  if (infrastructure[name]) return infrastructure[name]
  // AUTH_URL is where the auth service listens, REALTIME_URL the realtime service.
  return name.endsWith('_URL')
    ? urls[name.slice(0, -'_URL'.length).toLowerCase().replaceAll('_', '-')]
    : undefined
}

/** 32 bytes in plain base64, the form in which every secret setting is read; the same for all services that name it. */
function secretKey(name: string, { secret }: StackFacts): string {
  return Buffer.from(secret(name), 'base64url').toString('base64')
}

export const databaseName = (service: string): string => `${service.replaceAll('-', '_')}_db`
export const databasePassword = (service: string, secret: (name: string) => string): string =>
  secret(`postgres-${service}`)
export const brokerPassword = (service: string, secret: (name: string) => string): string =>
  secret(`rabbitmq-${service}`)

function databaseAddress(
  admin: string | undefined,
  service: string,
  secret: (name: string) => string,
): string | undefined {
  const address = withLogin(admin, service, databasePassword(service, secret))
  return address && withPath(address, databaseName(service))
}

function withLogin(address: string | undefined, user: string, password: string): string | undefined {
  if (!address) return undefined
  const url = new URL(address)
  url.username = user
  url.password = password
  return url.href
}

/** Textual, because an address of MongoDB may name several hosts, which `URL` refuses. */
export function withPath(address: string | undefined, path: string): string | undefined {
  const parts = /^([^:]+:\/\/[^/?]+)(?:\/[^?]*)?(\?.*)?$/.exec(address ?? '')
  return parts ? `${parts[1]}/${path}${parts[2] ?? ''}` : undefined
}
