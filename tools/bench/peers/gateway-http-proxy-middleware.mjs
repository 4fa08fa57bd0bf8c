// Peer http-proxy-middleware on Express with the checks that ours makes: token, ended sessions, limit in Redis, breaker, headers.
import { createPublicKey } from 'node:crypto'
import { Agent } from 'node:http'
import express from 'express'
import { rateLimit } from 'express-rate-limit'
import helmet from 'helmet'
import { createProxyMiddleware } from 'http-proxy-middleware'
import jwt from 'jsonwebtoken'
import CircuitBreaker from 'opossum'
import { RedisStore } from 'rate-limit-redis'
import { createClient } from 'redis'

export async function open({ upstreamUrl, redisUrl, publicKey, limitPerMinute }) {
  const key = createPublicKey(publicKey)
  const redis = createClient({ url: redisUrl })
  await redis.connect()
  const proxy = createProxyMiddleware({
    target: upstreamUrl,
    xfwd: true,
    agent: new Agent({ keepAlive: true, maxSockets: 256 }),
    on: { proxyRes: (_answer, request) => request.answered() },
  })
  const breaker = new CircuitBreaker(
    (request, response, next) =>
      new Promise((resolve, reject) => {
        request.answered = resolve
        proxy(request, response, (error) => {
          reject(error)
          next(error)
        })
      }),
    { timeout: false },
  )
  const app = express()
  app.disable('x-powered-by')
  app.use(helmet())
  app.use((request, response, next) => {
    const token = request.headers.authorization?.slice('Bearer '.length) ?? ''
    try {
      request.caller = jwt.verify(token, key, {
        algorithms: ['ES256'],
        issuer: 'eventflow',
        audience: 'eventflow',
      })
      next()
    } catch {
      response.status(401).end()
    }
  })
  app.use(
    rateLimit({
      windowMs: 60_000,
      limit: limitPerMinute,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      keyGenerator: (request) => request.caller.sub,
      store: new RedisStore({ sendCommand: (...command) => redis.sendCommand(command) }),
    }),
  )
  app.use(async (request, response, next) => {
    if ((await redis.exists(`revoked:${request.caller.sid}`)) === 1) return response.status(401).end()
    breaker.fire(request, response, next).catch(next)
  })
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return `http://127.0.0.1:${server.address().port}`
}
