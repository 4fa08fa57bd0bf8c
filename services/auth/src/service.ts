// The auth service: keeps accounts and their sessions, and issues the tokens by which all others know who calls.
import { openBackbone } from '@eventflow/backbone'
import { createApp, createVerifier, listen } from '@eventflow/http'
import { defineService, systemClock as now } from '@eventflow/runtime'
import { openDatabase } from '@eventflow/runtime/database'
import { openRedis } from '@eventflow/runtime/redis'
import { accessTokenIssuer } from './access-token.js'
import { settings } from './config.js'
import { openDemoAccounts } from './open-demo-accounts/open-demo-accounts.js'
import { openPeople } from './people.js'
import { peopleRoutes } from './people-routes.js'
import { publishKeys } from './publish-keys/route.js'
import { createRevocations } from './revocations.js'
import { schema } from './schema.js'
import { sessionStore } from './session-store.js'
import { openSigningKeys } from './signing-key-store.js'

export const authService = defineService(
  'auth',
  settings,
  async ({ config, logger, health, metrics, owns }) => {
    // Resources, closed in reverse order once the work in flight is done.
    const database = owns(await openDatabase(config.database, { ...schema, logger }))
    const redis = owns(await openRedis(config.redis, { logger }))
    const backbone = owns(await openBackbone(config.rabbit, { service: 'auth', database, logger, metrics }))
    const sessions = sessionStore(database)
    const signingKeys = await openSigningKeys(database, config.token.keySealingKey)
    const revocations = owns(createRevocations({ redis, sessions, logger, ...config.token }))
    const people = await openPeople(config, { backbone, database, redis, sessions, revocations, logger, now })
    await openDemoAccounts(config.demo, people)

    // What it does when asked.
    const issueAccessToken = accessTokenIssuer(signingKeys, config.token)
    const signIn = { ...people, issueAccessToken, rules: config.token, refreshKey: config.token.refreshKey }
    const routes = [...peopleRoutes(signIn), publishKeys({ signingKeys })]
    const verifyToken = createVerifier({ ...config.token, keyOf: signingKeys.publicKey })
    const parts = { name: 'auth', routes, logger, health, metrics, verifyToken, backbone }

    owns(await listen(createApp({ ...parts, http: config.http }), config.http))
  },
)
