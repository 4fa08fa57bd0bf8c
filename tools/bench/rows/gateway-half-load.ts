// How long a call takes through the gateway when it has half as much to do as it can.
import type { Contender, Row } from '../row.js'
import { connections, loadOf, openGround, type Server, startGateway } from './gateway-ground.js'

const capacitySeconds = 5

export const gatewayHalfLoad: Row = {
  name: 'gateway-half-load',
  group: 'gateway',
  about:
    `GET through the gateway with all checks on, evenly at half the rate that it had just before reached on ${connections} connections; ` +
    'and of the server itself at the same rate.',
  reach: { p99Ms: 5 },
  needsStack: true,
  open: async ({ environment, note }) => {
    const field = await openGround(environment)
    const ours = await startGateway(environment, field)
    const { perSecond: capacity } = await loadOf(ours, field.tokens, { seconds: capacitySeconds })
    const perSecond = Math.round(capacity / 2)
    note(`The rate was ${perSecond.toLocaleString('en')} calls a second.`)
    const atHalf = (name: string, role: Contender['role'], server: Server): Contender => ({
      name,
      role,
      measure: (seconds) => loadOf(server, field.tokens, { seconds, perSecond }),
      close: () => server.close(),
    })
    return [
      atHalf('gateway', 'ours', ours),
      atHalf('direct, no proxy', 'limit', { url: field.url, pid: 0, close: field.close }),
    ]
  },
}
