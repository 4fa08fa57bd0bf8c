// Where a broker is: one host, or those of a cluster, of which another is dialled when one does not answer.
import { addressesIn } from '@eventflow/runtime'
import type { Options } from 'amqplib'

/**
 * The hosts of a cluster, tried in turn from one chosen by chance, so that connections spread. The client reads the
 * object anew at each attempt, and every attempt is preceded by the news that the one before is over.
 */
export function hostsOf(url: string, heartbeat: number) {
  const addresses = addressesIn(url).map((address) => new URL(address))
  let next = Math.floor(Math.random() * addresses.length)
  const current: Options.Connect = {}
  const turn = () => {
    const address = addresses[next++ % addresses.length] as URL
    Object.assign(current, {
      ...Object.fromEntries(address.searchParams),
      protocol: address.protocol.replace(':', ''),
      hostname: address.hostname.replace(/^\[|\]$/g, ''),
      port: Number(address.port) || undefined,
      ...(address.username && {
        username: decodeURIComponent(address.username),
        password: decodeURIComponent(address.password),
      }),
      vhost: address.pathname.slice(1),
      heartbeat,
    })
  }
  turn()
  return { current, turn }
}
