// Where the instances of a service are, as far as is known now: a port behind which a list, names or a registry may stand.
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'

export interface InstanceAddress {
  /** Where to connect. */
  origin: string
  /** The host as it was configured, which the instance may want to hear. */
  host: string
}

export interface InstanceSource {
  current(): readonly InstanceAddress[]
  /** Tells when the instances have changed. */
  watch(listener: () => void): void
  close(): void
}

export type Resolve = (hostname: string) => Promise<string[]>

const instancesAtMost = 64

const resolveByDns: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true, verbatim: true })).map(({ address }) => address)

/** Names stand for all the addresses they lead to, looked up again and again; the last answer holds while there is none. */
export function namedInstances(
  addresses: readonly string[],
  { everyMs, resolve = resolveByDns }: { everyMs: number; resolve?: Resolve },
): InstanceSource {
  const urls = addresses.map((address) => new URL(address))
  const listeners: Array<() => void> = []
  let current = urls.map(asItIs)
  const lookAgain = async () => {
    const found = await Promise.all(urls.map((url) => instancesOf(url, resolve, current)))
    const next = found.flat().slice(0, instancesAtMost)
    if (key(next) === key(current)) return
    current = next
    for (const listener of listeners) listener()
  }
  const timer = urls.some(isName) ? setInterval(() => void lookAgain(), everyMs).unref() : undefined
  if (timer) void lookAgain()
  return {
    current: () => current,
    watch: (listener) => void listeners.push(listener),
    close: () => clearInterval(timer),
  }
}

const key = (instances: readonly InstanceAddress[]): string => instances.map(({ origin }) => origin).join()

const asItIs = ({ origin, host }: URL): InstanceAddress => ({ origin, host })

/** One machine has one address here, although it is known under two; and a certificate is for a name. */
const isName = ({ hostname, protocol }: URL): boolean =>
  protocol === 'http:' && hostname !== 'localhost' && isIP(hostname.replace(/^\[|\]$/g, '')) === 0

async function instancesOf(
  url: URL,
  resolve: Resolve,
  current: readonly InstanceAddress[],
): Promise<InstanceAddress[]> {
  if (!isName(url)) return [asItIs(url)]
  const port = url.port === '' ? '' : `:${url.port}`
  const known = current.filter(({ host }) => host === url.host)
  try {
    const found = (await resolve(url.hostname)).sort()
    if (found.length === 0) return known
    const originOf = (address: string) => `http://${isIP(address) === 6 ? `[${address}]` : address}${port}`
    return found.map((address) => ({ origin: originOf(address), host: url.host }))
  } catch {
    return known
  }
}
