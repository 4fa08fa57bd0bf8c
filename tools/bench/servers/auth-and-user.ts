// The auth and the user service on one broker, with one account and its profile, each in the form that it has in production.
import { join } from 'node:path'
import type { Service } from '@eventflow/runtime'
import { clientOf, eventually, repositoryRoot, signUp, testStack } from '@eventflow/testing'
import { benchLogin } from './auth-service.js'
import { announce } from './listening.js'

/** Found by its folder: tools know no service by name in their imports. */
const serviceOf = (name: string) =>
  (require(join(repositoryRoot(), 'services', name, 'dist', 'service.js')) as Record<string, Service>)[
    `${name}Service`
  ] as Service

async function main(): Promise<void> {
  const stack = await testStack()
  const auth = await stack.start(serviceOf('auth'), { LOG_LEVEL: 'info' })
  const user = await stack.start(serviceOf('user'), { LOG_LEVEL: 'info', AUTH_URL: auth.url })
  const reader = await signUp(auth.url, { email: benchLogin.email })
  await eventually(() => clientOf(user.url, reader).get('/v1/users/me/profile').expect(200))
  announce(auth.url, () => stack.close(), { userUrl: user.url, token: reader.accessToken })
}

void main()
