// The gateway: the single entry point, which checks and limits every call and knows where it leads.
import { createVerifier, listen, remoteKeys } from '@eventflow/http'
import { defineService } from '@eventflow/runtime'
import { openRedis } from '@eventflow/runtime/redis'
import { settings } from './config.js'
import { mergedDocument } from './documents.js'
import { routeFinder } from './find-route.js'
import { createGatewayApp } from './gateway-app.js'
import { createPrivateApp } from './private-app.js'
import { createLimiter } from './rate-limits.js'
import { redisChecks } from './redis-checks.js'
import { revocationList } from './revocation.js'
import { routingTable } from './routing-table.js'
import { openUpstreams } from './upstreams.js'

export const gatewayService = defineService(
  'gateway',
  settings,
  async ({ config, logger, health, metrics, owns }) => {
    // Resources, closed in reverse order once the work in flight is done.
    const redis = owns(await openRedis(config.redis, { logger }))
    const upstreams = owns(openUpstreams({ addresses: config.upstreams, rules: config.rules }))
    const [authUrl = ''] = config.upstreams.auth
    const verifyToken = createVerifier({ ...config.token, keyOf: remoteKeys(authUrl, { logger }) })

    // What it does when asked.
    const checks = redisChecks(redis)
    const isRevoked = revocationList(checks)
    const limiter = createLimiter({ checks, limits: config.limits, secret: config.limitKey })
    const findRoute = routeFinder(routingTable, upstreams.names)
    const document = mergedDocument({ upstreams, findRoute, logger })
    const parts = { upstreams, verifyToken, isRevoked, limiter, findRoute, document }
    const app = createGatewayApp({ ...parts, logger, health, metrics, http: config.http })

    owns(await listen(app, config.http))
    owns(await listen(createPrivateApp(metrics), { host: config.http.host, port: config.http.metricsPort }))
  },
)
