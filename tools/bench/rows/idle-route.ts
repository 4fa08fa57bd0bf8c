// An HTTP route that does nothing: what the whole pipeline of createApp costs over bare Express.
import type { Environment } from '@eventflow/runtime'
import { loadHttp } from '../http-load.js'
import type { Contender, Row } from '../row.js'
import { startServer } from '../server-child.js'

const connections = 50

interface Side extends Pick<Contender, 'name' | 'role'> {
  server: string
}

async function contender({ name, role, server }: Side, environment: Environment): Promise<Contender> {
  const { url, close } = await startServer(server, environment)
  return {
    name,
    role,
    close,
    measure: (seconds) => loadHttp({ url: `${url}/v1/idle`, connections, seconds }),
  }
}

export const idleRoute: Row = {
  name: 'idle-route',
  about: `GET of a route that does nothing, ${connections} connections: ids, trace context, validation, log line and metrics on.`,
  reach: 0.7,
  needsStack: false,
  open: ({ environment }) =>
    Promise.all([
      contender({ name: 'createApp', role: 'ours', server: 'create-app' }, environment),
      contender({ name: 'bare Express, the same bytes', role: 'limit', server: 'bare-express' }, environment),
    ]),
}
