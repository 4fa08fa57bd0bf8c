// Puts the topology and the users of the services on a broker, through its management interface.
import type { Definitions, Permissions } from './topology.js'

export interface BrokerUser {
  name: string
  password: string
  permissions: Permissions
}

export interface BrokerPlan {
  /** Address of the management interface, with the administrator's name and password. */
  managementUrl: string
  vhost: string
  definitions: Definitions
  users: readonly BrokerUser[]
}

/** Idempotent: creates what is missing, updates what may change, removes nothing. */
export async function provisionBroker(plan: BrokerPlan): Promise<void> {
  const api = managementApi(plan.managementUrl)
  const vhost = encodeURIComponent(plan.vhost)
  await api('PUT', `/vhosts/${vhost}`, {})
  await api('POST', `/definitions/${vhost}`, plan.definitions)
  for (const { name, password, permissions } of plan.users) {
    const { topics, tags = '', ...permission } = permissions
    await api('PUT', `/users/${name}`, { password, tags })
    await api('PUT', `/permissions/${vhost}/${name}`, permission)
    for (const topic of topics) await api('PUT', `/topic-permissions/${vhost}/${name}`, topic)
  }
}

/** Takes a virtual host and its users away, for tests. */
export async function dropVhost(
  managementUrl: string,
  vhost: string,
  users: readonly string[],
): Promise<void> {
  const api = managementApi(managementUrl)
  await api('DELETE', `/vhosts/${encodeURIComponent(vhost)}`)
  for (const user of users) await api('DELETE', `/users/${user}`)
}

type ManagementCall = (method: string, path: string, body?: unknown) => Promise<unknown>

const callLimitMs = 30_000

/** Calls the management interface; throws with the broker's own reason when it refuses. */
export function managementApi(managementUrl: string): ManagementCall {
  const address = new URL(managementUrl)
  const credentials = `${decodeURIComponent(address.username)}:${decodeURIComponent(address.password)}`
  const headers = {
    authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
    'content-type': 'application/json',
  }
  return async (method, path, body) => {
    const response = await fetch(`${address.origin}/api${path}`, {
      method,
      headers,
      signal: AbortSignal.timeout(callLimitMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok)
      throw new Error(`RabbitMQ refused ${method} ${path}: ${response.status} ${text.slice(0, 300)}`)
    return text === '' ? undefined : (JSON.parse(text) as unknown)
  }
}
