// The gateway beside other proxies: with the same checks, and without any.
import { join } from 'node:path'
import { installPeers } from '../install-peers.js'
import { startNginx } from '../nginx-proxy.js'
import type { Contender, Ground, Role, Row } from '../row.js'
import { startServer } from '../server-child.js'
import { gatewayLimits, gatewayRevocation } from './gateway-checks.js'
import { connections, contenderOf, type GatewayGround, openGround, startGateway } from './gateway-ground.js'
import { gatewayHalfLoad } from './gateway-half-load.js'

interface Proxy {
  name: string
  role: Role
  file: string
}

const checked: Proxy = {
  name: 'http-proxy-middleware on Express, the same checks',
  role: 'limit',
  file: 'gateway-http-proxy-middleware',
}
const fastify: Proxy = { name: '@fastify/http-proxy, no checks', role: 'limit', file: 'gateway-fastify' }
const expressGateway: Proxy = {
  name: 'express-gateway, no checks',
  role: 'peer',
  file: 'gateway-express-gateway',
}

/** A peer that cannot be had is told and left out. */
async function openPeers(
  { environment, say, note }: Ground,
  ground: GatewayGround,
  proxies: readonly Proxy[],
): Promise<Contender[]> {
  const installed = await installPeers(say)
  if ('problem' in installed) {
    note(`The peers could not be installed: ${installed.problem}.`)
    return []
  }
  const opened: Contender[] = []
  for (const { name, role, file } of proxies) {
    const told = { ...environment, UPSTREAM_URL: ground.url, PUBLIC_KEY: ground.publicKey }
    try {
      const server = await startServer('gateway-peer', told, [join(installed.folder, `${file}.mjs`)])
      opened.push(await contenderOf(name, role, { server, tokens: ground.tokens }))
    } catch (error) {
      note(`${name} is missing: ${(error as Error).message}.`)
    }
  }
  return opened
}

async function openNginx(ground: GatewayGround, note: Ground['note']): Promise<Contender[]> {
  try {
    const server = await startNginx(ground.url)
    return [await contenderOf('nginx, no checks', 'limit', { server, tokens: ground.tokens })]
  } catch (error) {
    note(`nginx is missing: ${(error as Error).message}.`)
    return []
  }
}

/** Ended last: the others stand in front of it. */
const withGround = (contenders: Contender[], ground: GatewayGround): Contender[] =>
  contenders.map((contender, index) =>
    index > 0
      ? contender
      : {
          ...contender,
          close: async () => {
            await contender.close()
            await ground.close()
          },
        },
  )

const about =
  `GET through a proxy of an answer of 400 bytes that a bare server gives at once, ${connections} connections, 200 users: ` +
  'proxy, server and load share the machine. '

const gatewayChecked: Row = {
  name: 'gateway-checked',
  group: 'gateway',
  about:
    `${about}Both verify the token, look for ended sessions and count in Redis, have a circuit breaker ` +
    'and set the headers of helmet; ours also logs and measures each call.',
  reach: 3,
  needsStack: true,
  open: async (ground) => {
    const field = await openGround(ground.environment)
    const ours = await startGateway(ground.environment, field)
    return withGround(
      [
        await contenderOf('gateway', 'ours', { server: ours, tokens: field.tokens }),
        ...(await openPeers(ground, field, [checked])),
      ],
      field,
    )
  },
}

const gatewayUnchecked: Row = {
  name: 'gateway-unchecked',
  group: 'gateway',
  about: `${about}Ours with all its checks, the others with none.`,
  reach: 0.6,
  needsStack: true,
  open: async (ground) => {
    const field = await openGround(ground.environment)
    const ours = await startGateway(ground.environment, field)
    const direct = { url: field.url, pid: 0, close: async () => undefined }
    return withGround(
      [
        await contenderOf('gateway, all checks on', 'ours', { server: ours, tokens: field.tokens }),
        ...(await openPeers(ground, field, [fastify, expressGateway])),
        ...(await openNginx(field, ground.note)),
        await contenderOf('direct, no proxy', 'limit', { server: direct, tokens: field.tokens }),
      ],
      field,
    )
  },
}

export const gatewayRows: readonly Row[] = [
  gatewayChecked,
  gatewayUnchecked,
  gatewayHalfLoad,
  gatewayLimits,
  gatewayRevocation,
]
