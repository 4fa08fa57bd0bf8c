// Alone: it wants a start within half a second.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { Writable } from 'node:stream'
import { createLogger, isUnavailable } from '@eventflow/runtime'
import { openRedis, type Redis } from '@eventflow/runtime/redis'
import { eventually } from './eventually.js'
import { stackAddresses } from './stack.js'

/** A way to Redis that can be cut and mended. */
async function wayTo(target: URL) {
  const sockets = new Set<Socket>()
  const pass = (socket: Socket) => {
    const onwards = connect({ host: target.hostname, port: Number(target.port) })
    for (const end of [socket, onwards]) {
      sockets.add(end)
      end.on('error', () => end.destroy())
    }
    socket.pipe(onwards).pipe(socket)
  }
  const open = async (port: number): Promise<Server> => {
    const server = createServer(pass).listen(port, '127.0.0.1')
    await once(server, 'listening')
    return server
  }
  let server = await open(0)
  const { port } = server.address() as AddressInfo
  const url = new URL(target)
  url.host = `127.0.0.1:${port}`
  return {
    url: url.href,
    cut: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      sockets.clear()
    },
    mend: async () => {
      server = await open(port)
    },
  }
}

describe('Redis, for what may be lost', () => {
  let way: Awaited<ReturnType<typeof wayTo>>
  let redis: Redis
  let said: string[]

  beforeEach(async () => {
    said = []
    const output = new Writable({
      write: (line, _encoding, done) => {
        said.push((JSON.parse(String(line)) as { message: string }).message)
        done()
      },
    })
    way = await wayTo(new URL(stackAddresses().redisUrl))
    redis = await openRedis({ url: way.url }, { logger: createLogger('harbour', 'info', output) })
  })

  afterEach(async () => {
    await redis.close()
    way.cut()
  })

  const isThere = () => eventually(() => redis.dependency?.check())

  it('keeps what it is given', async () => {
    await isThere()
    const key = `test:${randomUUID()}`
    await redis.client.set(key, 'Fram', { expiration: { type: 'EX', value: 60 } })
    assert.equal(await redis.client.get(key), 'Fram')
    assert.deepEqual(said, [])
  })

  it('fails at once while it is away, says so once, and is found again by itself', async () => {
    await isThere()
    way.cut()
    await eventually(() => assert.deepEqual(said, ['redis is away']))
    const startedAt = Date.now()
    for (const asked of [redis.client.get('x'), redis.client.set('x', 'y')])
      await assert.rejects(asked, (error) => isUnavailable(error))
    await assert.rejects(async () => redis.dependency?.check())
    assert.ok(Date.now() - startedAt < 3_000)
    await way.mend()
    await isThere()
    assert.deepEqual(said, ['redis is away', 'redis is back'])
  })

  it('may be away at the start: the service decides what it does without', async () => {
    way.cut()
    const startedAt = Date.now()
    const away = await openRedis({ url: way.url }, { logger: createLogger('harbour', 'silent') })
    assert.ok(Date.now() - startedAt < 500)
    await assert.rejects(away.client.get('x'), (error) => isUnavailable(error))
    await way.mend()
    await eventually(() => away.dependency?.check())
    await away.close()
  })
})
