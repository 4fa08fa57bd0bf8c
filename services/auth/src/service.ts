// The auth service: keeps accounts and their sessions, and issues the tokens by which all others know who calls.
import { openBackbone } from '@eventflow/backbone'
import { auditing, createApp, createCursors, createVerifier, listen } from '@eventflow/http'
import { defineService, systemClock as now, unwatched } from '@eventflow/runtime'
import { openDatabase } from '@eventflow/runtime/database'
import { openRedis } from '@eventflow/runtime/redis'
import { openStorage } from '@eventflow/runtime/storage'
import { accessTokenIssuer } from './access-token.js'
import { administrationRoutes } from './administration-routes.js'
import { settings } from './config.js'
import { keepForgetting } from './forget-what-is-over/keep-forgetting.js'
import { oauthRoutes } from './oauth-routes.js'
import { openDemoAccounts } from './open-demo-accounts/open-demo-accounts.js'
import { openPeople } from './people.js'
import { peopleRoutes } from './people-routes.js'
import { personalDataReactions } from './personal-data-reactions.js'
import { createRevocations } from './revocations.js'
import { schema } from './schema.js'
import { openSigningKeys } from './signing-keys.js'
import { storesIn } from './stores.js'

export const authService = defineService(
  'auth',
  settings,
  async ({ config, logger, health, metrics, owns }) => {
    // Resources, closed in reverse order once the work in flight is done.
    const database = owns(await openDatabase(config.database, { ...schema, logger }))
    const redis = owns(await openRedis(config.redis, { logger }))
    const backbone = owns(await openBackbone(config.rabbit, { service: 'auth', database, logger, metrics }))
    const { sessions, clients, erased } = storesIn(database)
    const audited = auditing({ backbone, service: 'auth', now })
    const rules = config.token
    const signingKeys = owns(await openSigningKeys({ database, backbone, audited, rules, logger, now }))
    const revocations = owns(createRevocations({ redis, ended: [sessions, clients, erased], rules, logger }))
    const ground = { backbone, database, redis, sessions, revocations, audited, logger, now }
    const people = await openPeople(config, ground)
    await openDemoAccounts(config.demo, people)
    owns(keepForgetting({ backbone, sessions, rules, now, logger }))

    // What it does when asked.
    const issueAccessToken = accessTokenIssuer(signingKeys, rules)
    const verifyToken = createVerifier({ ...rules, keyOf: signingKeys.publicKey })
    const signIn = { ...people, issueAccessToken, rules, refreshKey: rules.refreshKey }
    const cursors = createCursors(config.cursors.key)
    const shared = { redis, logger, clients, audited, signingKeys, cursors }
    const routes = [
      ...peopleRoutes(signIn),
      ...administrationRoutes({ ...people, cursors }),
      ...oauthRoutes({ ...signIn, ...shared, verifyToken, publicUrl: config.publicUrl }),
    ]

    // What it does when something happened elsewhere.
    const storage = owns(unwatched(await openStorage(config.storage, { logger })))
    await backbone.consume(personalDataReactions({ ...people, erased, storage }))
    const parts = { name: 'auth', routes, logger, health, metrics, verifyToken, backbone }
    owns(await listen(createApp({ ...parts, http: config.http }), config.http))
  },
)
