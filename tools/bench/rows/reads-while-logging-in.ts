// Reads beside logins: hashing a password takes a quarter of a second of a core, which nobody else is to wait for.
import type { Environment } from '@eventflow/runtime'
import { loadEvenly } from '../even-load.js'
import { loadHttp } from '../http-load.js'
import type { Contender, Row } from '../row.js'
import { startServer } from '../server-child.js'
import { benchLogin } from '../servers/auth-service.js'

const logins = 50
const readsPerSecond = 200
const readers = 50

async function readingBeside(environment: Environment, atOnce: number): Promise<Contender> {
  const server = await startServer<{ url: string; userUrl: string; token: string }>(
    'auth-and-user',
    environment,
  )
  const { url, userUrl, token } = server
  const loginUrl = `${url}/v1/auth/login`
  const read = (seconds: number) =>
    loadEvenly({
      url: `${userUrl}/v1/users/me/profile`,
      tokens: [token],
      connections: readers,
      perSecond: readsPerSecond,
      seconds,
    })
  const logIn = (seconds: number) =>
    loadHttp({ url: loginUrl, method: 'POST', body: benchLogin, connections: atOnce, seconds })
  return {
    name: `${readsPerSecond} profiles a second beside ${atOnce} logins`,
    role: atOnce === 0 ? 'limit' : 'ours',
    close: () => server.close(),
    measure: async (seconds) => {
      const [reads] = await Promise.all([read(seconds), ...(atOnce === 0 ? [] : [logIn(seconds)])])
      return reads
    },
  }
}

export const readsWhileLoggingIn: Row = {
  name: 'reads-while-logging-in',
  about: `Reads of a profile while ${logins} logins run at cost 12, both services in one process: harder than in production.`,
  reach: { p99Ms: 50 },
  needsStack: true,
  // As long as it takes until every one of the logins has had its turn.
  paceOf: (pace) => ({ ...pace, seconds: Math.max(pace.seconds, 10) }),
  open: async ({ environment }) => [
    await readingBeside(environment, logins),
    await readingBeside(environment, 0),
  ],
}
