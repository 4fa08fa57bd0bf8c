// A peer of the gateway, from the folder in which the peers are installed.
import { environment } from '@eventflow/runtime'
import { announce } from './listening.js'

type Open = (ground: Record<string, unknown>) => Promise<string>

async function main(): Promise<void> {
  const [adapter = ''] = process.argv.slice(2)
  const { open } = (await import(adapter)) as { open: Open }
  const { UPSTREAM_URL, REDIS_URL, PUBLIC_KEY } = environment()
  announce(
    await open({
      upstreamUrl: UPSTREAM_URL,
      redisUrl: REDIS_URL,
      publicKey: PUBLIC_KEY,
      limitPerMinute: 10_000_000,
    }),
  )
}

void main()
