// Listens to what other processes tell through the database: a connection of its own that comes back by itself.
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import type { Resource } from './resource.js'

const retryMs = 2_000

/** A word that is said while the connection is away is not heard, so whoever listens must look by itself now and then. */
export function listenTo(url: string, channel: string, heard: () => void): Resource {
  const stop = new AbortController()
  let current: Client | undefined

  const listenOnce = async () => {
    const client = new Client({ connectionString: url, keepAlive: true })
    current = client
    const over = new Promise<void>((resolve) => client.once('end', resolve))
    // Followed by 'end'; without a listener it would end the process.
    client.on('error', () => undefined)
    client.on('notification', heard)
    await client.connect()
    await client.query(`listen ${channel}`)
    await over
  }

  const loop = async () => {
    while (!stop.signal.aborted) {
      await listenOnce().catch(() => current?.end().catch(() => undefined))
      await sleep(retryMs, undefined, { signal: stop.signal, ref: false }).catch(() => undefined)
    }
  }

  void loop()
  return {
    close: async () => {
      stop.abort()
      await current?.end().catch(() => undefined)
    },
  }
}
