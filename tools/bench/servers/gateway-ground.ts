// What stands around a gateway that is measured: a service that answers at once, keys to check tokens with, and a token.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { testIdentity } from '@eventflow/testing'

const answer = JSON.stringify({ items: Array.from({ length: 12 }, (_, id) => ({ id, title: 'a task' })) })
const head = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) }

async function main(): Promise<void> {
  const identity = await testIdentity()
  const server = createServer({ keepAliveTimeout: 75_000 }, (_request, response) => {
    response.writeHead(200, head).end(answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  process.once('SIGTERM', () => process.exit(0))
  process.once('disconnect', () => process.exit(0))
  process.send?.({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    identityUrl: identity.url,
    tokens: Array.from({ length: 200 }, () => identity.token()),
    publicKey: identity.publicKey,
  })
}

void main()
