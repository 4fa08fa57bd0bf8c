// The auth service: keeps accounts and their sessions, and issues the tokens by which all others know who calls.
import { backboneMigrations, openBackbone } from '@eventflow/backbone'
import { createApp, createVerifier, listen } from '@eventflow/http'
import { defineService, systemClock } from '@eventflow/runtime'
import { openDatabase } from '@eventflow/runtime/database'
import { openRedis } from '@eventflow/runtime/redis'
import { accessTokenIssuer } from './access-token.js'
import { accountStore } from './account-store.js'
import { settings } from './config.js'
import { AccountRow, RefreshTokenRow, SessionRow, SigningKeyRow } from './entities.js'
import { login } from './login/route.js'
import { logout } from './logout/route.js'
import { logoutAll } from './logout-all/route.js'
import { me } from './me/route.js'
import { CreateAccounts1763700010000 } from './migrations/1763700010000-create-accounts.js'
import { createPasswords } from './password.js'
import { publishKeys } from './publish-keys/route.js'
import { refresh } from './refresh/route.js'
import { register } from './register/route.js'
import { createRevocations } from './revocations.js'
import { sessionStore } from './session-store.js'
import { openSigningKeys } from './signing-key-store.js'

export const authService = defineService(
  'auth',
  settings,
  async ({ config, logger, health, metrics, owns }) => {
    // Resources, closed in reverse order once the work in flight is done.
    const entities = [AccountRow, SessionRow, RefreshTokenRow, SigningKeyRow]
    const migrations = [...backboneMigrations, CreateAccounts1763700010000]
    const database = owns(await openDatabase(config.database, { entities, migrations, logger }))
    const redis = owns(await openRedis(config.redis, { logger }))
    const backbone = owns(await openBackbone(config.rabbit, { service: 'auth', database, logger, metrics }))
    const accounts = accountStore(database)
    const sessions = sessionStore(database)
    const signingKeys = await openSigningKeys(database, config.token.keySealingKey)
    const passwords = await createPasswords(config.password)
    const revocations = owns(createRevocations({ redis, sessions, logger, ...config.token }))

    // What it does when asked.
    const issueAccessToken = accessTokenIssuer(signingKeys, config.token)
    const signIn = {
      backbone,
      accounts,
      sessions,
      passwords,
      issueAccessToken,
      rules: config.token,
      now: systemClock,
    }
    const ending = { backbone, sessions, revocations, now: systemClock }
    const routes = [
      register(signIn),
      login(signIn),
      refresh({ ...signIn, revocations, refreshKey: config.token.refreshKey }),
      logout(ending),
      logoutAll(ending),
      me({ accounts, sessions }),
      publishKeys({ signingKeys }),
    ]
    const verifyToken = createVerifier({ ...config.token, keyOf: async (kid) => signingKeys.publicKey(kid) })

    owns(
      await listen(
        createApp({ name: 'auth', routes, logger, health, metrics, http: config.http, verifyToken }),
        config.http,
      ),
    )
  },
)
