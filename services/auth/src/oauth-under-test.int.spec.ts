// What the specs of programs have in common: the auth service, an admin, and the calls that a program makes.
import { createLogger } from '@eventflow/runtime'
import { openRedis } from '@eventflow/runtime/redis'
import { clientOf, collectEvents, stackAddresses } from '@eventflow/testing'
import { authUnderTest, signUpAs } from './auth-under-test.int.spec.js'

export interface Registered {
  id: string
  secret: string
}

export type OauthUnderTest = Awaited<ReturnType<typeof oauthUnderTest>>

export async function oauthUnderTest() {
  const auth = await authUnderTest()
  const { url } = auth
  const events = await collectEvents(auth.stack.broker.adminUrl, ['auth'])
  const redis = await openRedis(
    { url: stackAddresses().redisUrl },
    { logger: createLogger('spec', 'silent') },
  )
  const admin = await signUpAs(auth, 'user', 'admin')

  const register = async (wishes: object = {}): Promise<Registered> => {
    const asked = clientOf(url, admin).post('/v1/oauth/clients')
    return (await asked.send({ name: 'Reports', ...wishes }).expect(201)).body
  }
  const form = (path: string, fields: Record<string, string>, client?: Registered) => {
    const asked = clientOf(url).post(`/v1/oauth/${path}`).type('form')
    return (client ? asked.auth(client.id, client.secret) : asked).send(fields)
  }
  const tokenFor = async (client: Registered, fields: Record<string, string> = {}) =>
    (await form('token', { grant_type: 'client_credentials', ...fields }, client).expect(200)).body
  const introspect = async (token: string, by: Registered) =>
    (await form('introspect', { token }, by).expect(200)).body
  const audited = (action: string) =>
    events
      .seen('audit.recorded')
      .map(({ data }) => data)
      .filter((data) => data.action === action)
  const close = async () => {
    await events.close()
    await redis.close()
    await auth.close()
  }
  return { auth, url, events, redis, admin, register, form, tokenFor, introspect, audited, close }
}
