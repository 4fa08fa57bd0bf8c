// What the rows of the gateway have in common: the ground, ours in front of it, and loads that tell what a process spent.
import type { Environment } from '@eventflow/runtime'
import { cpuMicrosOf } from '../cpu-of.js'
import { loadEvenly } from '../even-load.js'
import { loadHttp } from '../http-load.js'
import type { Contender, Role, Sample } from '../row.js'
import { startServer } from '../server-child.js'

export interface GatewayGround {
  /** A service that answers at once. */
  url: string
  identityUrl: string
  /** Each of another user. */
  tokens: readonly string[]
  publicKey: string
  close(): Promise<void>
}

export interface Server {
  url: string
  pid: number
  close(): Promise<void>
}

export const gatewayPath = '/v1/users/me/profile'
export const connections = 50

export const openGround = (environment: Environment): Promise<GatewayGround> =>
  startServer<GatewayGround>('gateway-ground', environment)

export const startGateway = (
  environment: Environment,
  { url, identityUrl }: GatewayGround,
  settings: Environment = {},
): Promise<Server> =>
  startServer('gateway', {
    ...environment,
    AUTH_URL: identityUrl,
    USER_URL: url,
    OPS_URL: url,
    LIMIT_USER_PER_MINUTE: '10000000',
    LOG_LEVEL: 'info',
    ...settings,
  })

/** The load of one server, with what its processes spent of the CPU for each call. */
export async function loadOf(
  { url, pid }: Server,
  tokens: readonly string[],
  rate: { seconds: number; perSecond?: number },
): Promise<Sample> {
  const before = cpuMicrosOf(pid)
  const { seconds, perSecond } = rate
  const target = { url: `${url}${gatewayPath}`, tokens, connections, seconds }
  // The load tool sends what belongs to a second at its beginning, which is no even pace.
  const sample = await (perSecond === undefined ? loadHttp(target) : loadEvenly({ ...target, perSecond }))
  const after = cpuMicrosOf(pid)
  if (before === undefined || after === undefined) return sample
  return { ...sample, cpuMicros: (after - before) / (sample.perSecond * seconds) }
}

/** Long enough for V8 to have compiled what runs; a second of a busy machine is not. */
const warmUpSeconds = 8

export async function contenderOf(
  name: string,
  role: Role,
  { server, tokens }: { server: Server; tokens: readonly string[] },
): Promise<Contender> {
  await loadOf(server, tokens, { seconds: warmUpSeconds })
  return {
    name,
    role,
    measure: (seconds) => loadOf(server, tokens, { seconds }),
    close: () => server.close(),
  }
}
