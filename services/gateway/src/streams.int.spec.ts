import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, get as httpGet, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { createLogger } from '@eventflow/runtime'
import { openRedis, type Redis } from '@eventflow/runtime/redis'
import { eventually, stackAddresses } from '@eventflow/testing'
import { type GatewayUnderTest, gatewayUnderTest } from './gateway-under-test.int.spec.js'

/** A service that streams and takes WebSockets, as far as the gateway is concerned: it echoes what it hears. */
async function openRealtime() {
  const streams: ServerResponse[] = []
  const sockets: Socket[] = []
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('id: 1\ndata: hello\n\n')
    streams.push(response)
  })
  server.on('upgrade', (_request, socket: Socket) => {
    sockets.push(socket)
    socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n')
    socket.write('sec-websocket-accept: accepted\r\n\r\n')
    socket.on('error', () => undefined).pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, server, streams, sockets }
}

describe('an answer that goes on', () => {
  let gateway: GatewayUnderTest
  let realtime: Awaited<ReturnType<typeof openRealtime>>
  let redis: Redis

  before(async () => {
    realtime = await openRealtime()
    gateway = await gatewayUnderTest({ REALTIME_URL: realtime.url, CORS_ORIGINS: 'https://app.test' })
    redis = await openRedis({ url: stackAddresses().redisUrl }, { logger: createLogger('spec', 'silent') })
    await eventually(() => redis.client.ping())
  })
  after(async () => {
    await gateway.close()
    await redis.close()
    realtime.server.closeAllConnections()
    for (const socket of realtime.sockets) socket.destroy()
    realtime.server.close()
  })

  /** Listens, and keeps what it hears. */
  async function listenTo(token: string, at = gateway.url) {
    const asked = httpGet(`${at}/v1/events/live`, { headers: { authorization: `Bearer ${token}` } })
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    const listener = { status: answer.statusCode, heard: '', ended: false }
    answer.on('data', (part) => {
      listener.heard += part
    })
    answer.on('error', () => undefined)
    answer.on('close', () => {
      listener.ended = true
    })
    return { listener, hangUp: () => asked.destroy() }
  }
  const latest = async (count: number) => {
    await eventually(() => assert.equal(realtime.streams.length, count))
    return realtime.streams.at(-1) as ServerResponse
  }

  it('arrives piece by piece, as it is written', async () => {
    const { listener, hangUp } = await listenTo(gateway.identity.token())
    await eventually(() => assert.match(listener.heard, /hello/))
    const stream = await latest(1)
    stream.write('data: again\n\n')
    await eventually(() => assert.match(listener.heard, /again/))
    hangUp()
    await eventually(() => assert.equal(stream.destroyed || stream.closed, true))
  })

  it('S34: ends within a second of the end of its session', async () => {
    const sid = randomUUID()
    const { listener } = await listenTo(gateway.identity.token({ sid }))
    await eventually(() => assert.match(listener.heard, /hello/))
    await redis.client.set(`revoked:${sid}`, '1', { expiration: { type: 'EX', value: 60 } })
    await eventually(() => assert.equal(listener.ended, true), { withinMs: 1_000 })
  })

  it('S34: ends when its token expires', async () => {
    // The token is let in for another moment, for clocks that differ, but nothing goes on with it.
    const { listener } = await listenTo(gateway.identity.token({ exp: Math.floor(Date.now() / 1_000) + 1 }))
    await eventually(() => assert.match(listener.heard, /hello/))
    await eventually(() => assert.equal(listener.ended, true), { withinMs: 3_000 })
  })

  const upgrade = async (fields: string, path = '/realtime/?EIO=4&transport=websocket') => {
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(
      `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n` +
        `sec-websocket-key: a2V5\r\nsec-websocket-version: 13\r\n${fields}\r\n`,
    )
    const [first] = (await once(socket, 'data')) as [Buffer]
    return { socket, head: first.toString() }
  }

  it('becomes a WebSocket, and carries both ways', async () => {
    const { socket, head } = await upgrade('origin: https://app.test\r\n')
    assert.match(head, /^HTTP\/1\.1 101 /)
    assert.match(head, /sec-websocket-accept: accepted/)
    socket.write('ping?')
    const [echo] = (await once(socket, 'data')) as [Buffer]
    assert.equal(String(echo), 'ping?')
    socket.destroy()
    await eventually(() => assert.equal(realtime.sockets.at(-1)?.destroyed, true))
  })

  it('S34: becomes no WebSocket for the page of another origin', async () => {
    const { head } = await upgrade('origin: https://evil.test\r\n')
    assert.match(head, /^HTTP\/1\.1 403 /)
    assert.match((await upgrade('origin: null\r\n')).head, /^HTTP\/1\.1 403 /)
  })

  it('S34: is closed as a WebSocket too when its session ends', async () => {
    const sid = randomUUID()
    const { socket, head } = await upgrade(`authorization: Bearer ${gateway.identity.token({ sid })}\r\n`)
    assert.match(head, /^HTTP\/1\.1 101 /)
    await redis.client.set(`revoked:${sid}`, '1', { expiration: { type: 'EX', value: 60 } })
    await eventually(() => assert.equal(socket.destroyed || socket.readableEnded, true), { withinMs: 1_000 })
  })

  it('becomes no WebSocket elsewhere, nor with a token that is not valid', async () => {
    assert.match((await upgrade('', '/v1/users/me/profile')).head, /^HTTP\/1\.1 404 /)
    assert.match((await upgrade('authorization: Bearer a.b.c\r\n')).head, /^HTTP\/1\.1 401 /)
  })

  it('does not keep a gateway from stopping, and calls that are under way are answered before', async () => {
    const stopping = await gateway.start({ REALTIME_URL: realtime.url, GATEWAY_DRAIN_MS: '200' })
    const { listener } = await listenTo(gateway.identity.token(), stopping.url)
    let letGo: () => void = () => undefined
    gateway.upstream.answer = (_request, response) => {
      letGo = () => response.end('{"late":true}')
    }
    const late = (async () => gateway.signedIn({}, stopping.url).get('/v1/users/me/profile'))()
    await eventually(() => assert.equal(gateway.upstream.requests.length > 0, true))
    const stopped = stopping.stop()
    // Readiness falls first, while the door is still open.
    const { headers, body } = await gateway.anonymous(stopping.url).get('/readyz').expect(503)
    assert.equal(body.draining, true)
    assert.equal(headers.connection, 'close')
    letGo()
    const { status, headers: lateHeaders } = await late
    assert.equal(status, 200)
    assert.equal(lateHeaders.connection, 'close')
    await stopped
    assert.equal(listener.ended, true)
  })
})
