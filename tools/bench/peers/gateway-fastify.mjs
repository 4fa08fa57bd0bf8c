// Peer @fastify/http-proxy, which passes calls on through undici as ours does, and checks nothing.
import proxy from '@fastify/http-proxy'
import fastify from 'fastify'

export async function open({ upstreamUrl }) {
  const app = fastify()
  app.register(proxy, { upstream: upstreamUrl, undici: { connections: 256, pipelining: 1 } })
  return app.listen({ port: 0, host: '127.0.0.1' })
}
