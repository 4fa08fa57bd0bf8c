// The gateway as it is in production, in front of the ground that its addresses name.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { environment, readSettings, type Service } from '@eventflow/runtime'
import { repositoryRoot } from '@eventflow/testing'
import { announce } from './listening.js'

async function main(): Promise<void> {
  // Found by its folder: tools know no service by name in their imports.
  const { gatewayService } = require(join(repositoryRoot(), 'services', 'gateway', 'dist', 'service.js')) as {
    gatewayService: Service
  }
  const own = {
    HOST: '127.0.0.1',
    PORT: '0',
    LIMIT_KEY: randomBytes(32).toString('base64'),
    GATEWAY_DRAIN_MS: '0',
  }
  const { url, stop } = await gatewayService.start(
    readSettings(gatewayService.settings, { ...own, ...environment() }),
  )
  announce(url, stop)
}

void main()
