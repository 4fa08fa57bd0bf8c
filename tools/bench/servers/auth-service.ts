// The auth service as it is in production, with one account, on the databases of the benchmark.
import { join } from 'node:path'
import type { Service } from '@eventflow/runtime'
import { goodPassword, repositoryRoot, signUp, testStack } from '@eventflow/testing'
import { announce } from './listening.js'

const benchEmail = 'bench@example.test'

async function main(): Promise<void> {
  const stack = await testStack()
  // Found by its folder: tools know no service by name in their imports.
  const { authService } = require(join(repositoryRoot(), 'services', 'auth', 'dist', 'service.js')) as {
    authService: Service
  }
  const { url } = await stack.start(authService, { LOG_LEVEL: 'info' })
  await signUp(url, { email: benchEmail })
  announce(url, () => stack.close())
}

/** What the load sends. */
export const benchLogin = { email: benchEmail, password: goodPassword }

if (require.main === module) void main()
