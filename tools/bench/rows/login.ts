// A login through the auth service over HTTP, against bcrypt alone: what everything around the hash costs.
import type { Environment } from '@eventflow/runtime'
import { loadHttp } from '../http-load.js'
import type { Contender, Row } from '../row.js'
import { startContender, startServer } from '../server-child.js'
import { benchLogin } from '../servers/auth-service.js'

/** More than hash at once, so that there is always one waiting. */
const connections = 6

async function ours(environment: Environment): Promise<Contender> {
  const { url, close } = await startServer('auth-service', environment)
  return {
    name: 'POST /v1/auth/login',
    role: 'ours',
    close,
    measure: (seconds) =>
      loadHttp({ url: `${url}/v1/auth/login`, method: 'POST', body: benchLogin, connections, seconds }),
  }
}

export const login: Row = {
  name: 'login',
  about: 'Logins with bcrypt at cost 12: session, refresh token, access token and event written for each.',
  reach: 0.9,
  needsStack: true,
  // One answer takes long, so a short round means nothing.
  paceOf: (pace) => ({ ...pace, seconds: Math.max(pace.seconds, 20) }),
  open: async ({ environment }) => [
    await ours(environment),
    await startContender({
      name: 'bare bcrypt, cost 12, two at once',
      role: 'limit',
      server: 'bare-bcrypt',
      environment,
    }),
  ],
}
