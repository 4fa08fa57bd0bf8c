// Whether the checks of the gateway hold what they promise: limits to the call, and ended sessions within a second.
import { createHistogram } from 'node:perf_hooks'
import type { Environment } from '@eventflow/runtime'
import { createLogger } from '@eventflow/runtime'
import { openRedis } from '@eventflow/runtime/redis'
import type { Contender, Row, Sample } from '../row.js'
import { type GatewayGround, gatewayPath, openGround, type Server, startGateway } from './gateway-ground.js'

const limit = 100
const times = 10
const usersAtMost = 5

async function status(server: Server, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${server.url}${gatewayPath}`, { headers })
  await answer.arrayBuffer()
  return answer.status
}

/** Each user calls ten times as often as he may, all at once, through two gateways. */
async function crowd(servers: readonly Server[], tokens: string[]): Promise<Sample> {
  const startedAt = performance.now()
  let lost = 0
  let doubled = 0
  for (let user = 0; user < usersAtMost; user++) {
    const token = tokens.pop()
    if (token === undefined) throw new Error('there are no more users')
    const calls = Array.from({ length: limit * times }, (_, index) =>
      status(servers[index % servers.length] as Server, token),
    )
    const passed = (await Promise.all(calls)).filter((one) => one === 200).length
    lost += Math.max(0, limit - passed)
    doubled += Math.max(0, passed - limit)
  }
  const seconds = (performance.now() - startedAt) / 1_000
  return { perSecond: (usersAtMost * limit * times) / seconds, lost, doubled }
}

const closing = (servers: ReadonlyArray<{ close(): Promise<void> }>) => async () => {
  for (const server of servers) await server.close()
}

export const gatewayLimits: Row = {
  name: 'gateway-limits',
  group: 'gateway',
  about:
    `${times} times as many calls as a user may make, all at once, through two gateways: lost are those that were ` +
    `refused too early, doubled those that passed beyond the limit of ${limit}.`,
  reach: {},
  needsStack: true,
  open: async ({ environment }) => {
    const field = await openGround(environment)
    const settings = { LIMIT_USER_PER_MINUTE: String(limit), LOG_LEVEL: 'warn' }
    const servers = [
      await startGateway(environment, field, settings),
      await startGateway(environment, field, settings),
    ]
    const tokens = [...field.tokens]
    return [
      {
        name: 'two gateways',
        role: 'ours',
        measure: () => crowd(servers, tokens),
        close: closing([...servers, field]),
      },
    ]
  },
}

/** From the moment at which auth has written it down to the first refusal, while the session is calling all the time. */
async function untilRefused(
  server: Server,
  revoke: (sessionId: string) => Promise<unknown>,
  token: string,
): Promise<number> {
  const [, payload = ''] = token.split('.')
  const { sid } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sid: string }
  if ((await status(server, token)) !== 200) throw new Error('the session had ended before')
  await revoke(sid)
  const endedAt = performance.now()
  while ((await status(server, token)) !== 401)
    if (performance.now() - endedAt > 10_000) throw new Error('an ended session went on')
  return performance.now() - endedAt
}

const sessionsAtMost = 25

async function revocations(environment: Environment, field: GatewayGround): Promise<Contender> {
  const server = await startGateway(environment, field, { LOG_LEVEL: 'warn' })
  const redis = await openRedis(
    { url: environment.REDIS_URL ?? '' },
    { logger: createLogger('bench', 'warn') },
  )
  const tokens = [...field.tokens]
  const revoke = (sessionId: string) =>
    redis.client.set(`revoked:${sessionId}`, '1', { expiration: { type: 'EX', value: 660 } })
  return {
    name: 'gateway',
    role: 'ours',
    measure: async () => {
      const waits = createHistogram({ lowest: 1, highest: 20_000_000, figures: 3 })
      const startedAt = performance.now()
      for (const token of tokens.splice(0, sessionsAtMost))
        waits.record(Math.max(1, Math.round((await untilRefused(server, revoke, token)) * 1_000)))
      const seconds = (performance.now() - startedAt) / 1_000
      return {
        perSecond: waits.count / seconds,
        p50Ms: waits.percentile(50) / 1_000,
        p99Ms: waits.percentile(99) / 1_000,
      }
    },
    close: closing([server, redis, field]),
  }
}

export const gatewayRevocation: Row = {
  name: 'gateway-revocation',
  group: 'gateway',
  about:
    'From the moment a session is written down as ended to the first call that is refused, of a session that calls without a pause.',
  reach: { p99Ms: 1_000 },
  needsStack: true,
  open: async ({ environment }) => [await revocations(environment, await openGround(environment))],
}
