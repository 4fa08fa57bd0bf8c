// What the specs of this service have in common: the service with keys that it trusts, and people who call it.
import { randomUUID } from 'node:crypto'
import { UserRegistered } from '@eventflow/contracts'
import { clientOf, eventually, sendEvent, testIdentity, testStack } from '@eventflow/testing'
import { userService } from './service.js'

export type UserUnderTest = Awaited<ReturnType<typeof userUnderTest>>

export async function userUnderTest(environment: Record<string, string> = {}) {
  const stack = await testStack()
  const identity = await testIdentity()
  const { url } = await stack.start(userService, { AUTH_URL: identity.url, ...environment })
  const { adminUrl } = stack.broker

  /** Somebody with an account of whom no event has come yet. */
  const somebody = (userId: string = randomUUID()) => ({
    userId,
    client: clientOf(url, { accessToken: identity.token({ userId }) }),
  })
  const register = async (userId: string = randomUUID(), times = 1) => {
    const facts = { userId, email: `${userId}@example.test`, name: 'Ada Lovelace', locale: 'en' }
    const messageId = await sendEvent(adminUrl, UserRegistered(facts), { as: 'auth', times })
    return { messageId, ...somebody(userId) }
  }
  const withProfile = async () => {
    const user = await register()
    const answer = await eventually(() => user.client.get('/v1/users/me/profile').expect(200))
    return { ...user, profile: answer.body as Record<string, unknown>, etag: String(answer.headers.etag) }
  }
  const close = async () => {
    await stack.close()
    await identity.close()
  }
  return { stack, identity, url, adminUrl, somebody, register, withProfile, close }
}
