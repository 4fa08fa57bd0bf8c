// The gateway: the single entry point, which checks and limits every call and knows where it leads.
import { createVerifier, listen, remoteKeys } from '@eventflow/http'
import { defineService } from '@eventflow/runtime'
import { openRedis } from '@eventflow/runtime/redis'
import { settings } from './config.js'
import { originsIn } from './cross-origin.js'
import { mergedDocument } from './documents.js'
import { createDrain } from './drain.js'
import { routeFinder } from './find-route.js'
import { createGatewayApp } from './gateway-app.js'
import { openStreams } from './open-streams.js'
import { createPrivateApp } from './private-app.js'
import { createLimiter } from './rate-limits.js'
import { redisChecks } from './redis-checks.js'
import { revocationList } from './revocation.js'
import { routingTable } from './routing-table.js'
import { passUpgradesOn } from './upgrade.js'
import { openUpstreams } from './upstreams.js'

export const gatewayService = defineService(
  'gateway',
  settings,
  async ({ config, logger, health, metrics, owns }) => {
    // Resources, closed in reverse order once the work in flight is done.
    const redis = owns(await openRedis(config.redis, { logger }))
    const upstreams = owns(openUpstreams({ addresses: config.upstreams, rules: config.rules }))
    const verifyToken = createVerifier({
      ...config.token,
      keyOf: remoteKeys(config.upstreams.auth, { logger }),
    })

    const checks = redisChecks(redis)
    const isRevoked = revocationList(checks)
    const streams = owns(openStreams({ isRevoked }))

    // What it does when asked.
    const limiter = createLimiter({ checks, limits: config.limits, secret: config.limitKey })
    const findRoute = routeFinder(routingTable, upstreams.names)
    const document = mergedDocument({ upstreams, findRoute, logger })
    const drain = createDrain({ waitMs: config.http.drainMs, streams })
    const http = { trustedHops: config.http.trustedHops, corsOrigins: originsIn(config.http.corsOrigins) }
    const parts = { upstreams, verifyToken, isRevoked, limiter, findRoute, document, streams, drain, http }

    const listening = await listen(createGatewayApp({ ...parts, logger, health, metrics }), config.http)
    passUpgradesOn(listening.server, { ...parts, logger })
    owns(drain.before(listening))
    owns(await listen(createPrivateApp(metrics), { host: config.http.host, port: config.http.metricsPort }))
  },
)
