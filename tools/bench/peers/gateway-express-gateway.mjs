// Peer express-gateway, which nobody maintains any more, with its proxy alone.
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import gateway from 'express-gateway'

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

export async function open({ upstreamUrl }) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-express-gateway-'))
  const port = await freePort()
  const gatewayConfig = {
    http: { port, hostname: '127.0.0.1' },
    apiEndpoints: { all: { host: '*', paths: '/*' } },
    serviceEndpoints: { upstream: { url: upstreamUrl } },
    policies: ['proxy'],
    pipelines: {
      all: { apiEndpoints: ['all'], policies: [{ proxy: { action: { serviceEndpoint: 'upstream' } } }] },
    },
  }
  const systemConfig = {
    db: { redis: { emulate: true, namespace: 'EG' } },
    crypto: { cipherKey: 'bench', algorithm: 'aes256', saltRounds: 10 },
    session: { secret: 'bench', resave: false, saveUninitialized: false },
    accessTokens: { timeToExpiry: 7_200_000 },
    refreshTokens: { timeToExpiry: 7_200_000 },
    authorizationCodes: { timeToExpiry: 300_000 },
  }
  const library = dirname(createRequire(import.meta.url).resolve('express-gateway'))
  cpSync(join(library, 'config', 'models'), join(folder, 'models'), { recursive: true })
  writeFileSync(join(folder, 'gateway.config.json'), JSON.stringify(gatewayConfig))
  writeFileSync(join(folder, 'system.config.json'), JSON.stringify(systemConfig))
  await gateway().load(folder).run()
  return `http://127.0.0.1:${port}`
}
