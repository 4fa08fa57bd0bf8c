// A switch in the line to a broker: a spec turns it off, cuts it or lets it go silent, and nobody else's broker is touched.

import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'
import { type ConsumerSpy, spyOnConsumers } from './consumer-spy.js'

export interface BrokerProxy extends ConsumerSpy {
  /** The broker's address with this proxy in front. */
  urlFor(brokerUrl: string): string
  /** Breaks all connections; new ones are taken. */
  cut(): void
  /** Breaks all connections and takes no new ones. */
  off(): void
  on(): void
  /** Passes nothing on while connections stay open, as a network does that loses every packet. */
  freeze(): void
  thaw(): void
  /** Lets the broker close the next connection in the very packet that opens it, as one does that is about to stop. */
  closeNext(): void
  close(): Promise<void>
}

/** The method connection.open-ok, and a whole frame with connection.close (320, no text). */
const openOk = Buffer.from([0, 10, 0, 41])
const connectionClose = Buffer.from([1, 0, 0, 0, 0, 0, 11, 0, 10, 0, 50, 1, 64, 0, 0, 0, 0, 0, 206])

export async function brokerProxy(target: { host: string; port: number }): Promise<BrokerProxy> {
  const lines = new Set<Socket>()
  const spy = spyOnConsumers()
  let isOff = false
  let isFrozen = false
  let closesNext = false
  const server = createServer((near) => {
    if (isOff) return near.destroy()
    const far = connect(target.port, target.host)
    spy.follow(far)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      lines.add(from)
      if (isFrozen) from.pause()
      from.on('data', (bytes) => {
        const spoils = closesNext && bytes.includes(openOk)
        if (spoils) closesNext = false
        to.write(spoils ? Buffer.concat([bytes, connectionClose]) : bytes)
      })
      from.on('error', () => undefined)
      from.on('close', () => {
        lines.delete(from)
        to.destroy()
      })
    }
    return undefined
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const cut = () => {
    for (const line of lines) line.destroy()
  }
  return {
    urlFor: (brokerUrl) => {
      const url = new URL(brokerUrl)
      url.host = `127.0.0.1:${port}`
      return url.href
    },
    cut,
    closeNext: () => {
      closesNext = true
    },
    ...spy.acts,
    off: () => {
      isOff = true
      cut()
    },
    on: () => {
      isOff = false
    },
    freeze: () => {
      isFrozen = true
      for (const line of lines) line.pause()
    },
    thaw: () => {
      isFrozen = false
      for (const line of lines) line.resume()
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      cut()
      await closed
    },
  }
}
