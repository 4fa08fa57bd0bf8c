// A login through the auth service over HTTP, against bcrypt alone: what everything around the hash costs.
import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { Environment } from '@eventflow/runtime'
import { loadHttp } from '../http-load.js'
import { median } from '../measure.js'
import type { Contender, Row } from '../row.js'
import { startServer } from '../server-child.js'
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

function bare(): Contender {
  const child = fork(join(__dirname, '..', 'servers', 'bare-bcrypt.js'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return {
    name: 'bare bcrypt, cost 12, two at once',
    role: 'limit',
    close: async () => void child.kill('SIGTERM'),
    measure: async (seconds) => {
      const answer = new Promise<{ times: number[] }>((resolve) => child.once('message', resolve))
      child.send({ seconds })
      const times = (await answer).times.sort((a, b) => a - b)
      return {
        perSecond: times.length / seconds,
        p50Ms: median(times),
        p99Ms: times[Math.floor(times.length * 0.99)] ?? 0,
      }
    },
  }
}

export const login: Row = {
  name: 'login',
  about: 'Logins with bcrypt at cost 12: session, refresh token, access token and event written for each.',
  reach: 0.9,
  needsStack: true,
  secondsAtLeast: 20,
  open: async (environment) => [await ours(environment), bare()],
}
