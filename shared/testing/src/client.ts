// A client of the HTTP API for specs: plain calls, or calls as somebody who has signed up.
import { randomUUID } from 'node:crypto'
import supertest from 'supertest'

export interface TestUser {
  id: string
  email: string
  password: string
  name: string
  accessToken: string
  refreshToken: string
}

export const uniqueEmail = (label = 'user'): string => `${label}.${randomUUID().slice(0, 13)}@example.test`

export const goodPassword = 'a-quiet-harbour-at-dawn'

/** Registers through the API at `url`; the address is new each time. */
export async function signUp(url: string, wishes: { name?: string; email?: string } = {}): Promise<TestUser> {
  const { name = 'Ada Lovelace', email = uniqueEmail() } = wishes
  const { status, body } = await supertest(url)
    .post('/v1/auth/register')
    .send({ email, password: goodPassword, name })
  if (status !== 201) throw new Error(`sign-up was answered ${status}: ${JSON.stringify(body)}`)
  const { user, accessToken, refreshToken } = body as { user: { id: string } } & Record<
    'accessToken' | 'refreshToken',
    string
  >
  return { id: user.id, email, password: goodPassword, name, accessToken, refreshToken }
}

/** Calls with the user's token on each request. */
export const clientOf = (url: string, user?: Pick<TestUser, 'accessToken'>) => {
  const agent = supertest.agent(url)
  if (user) agent.set('authorization', `Bearer ${user.accessToken}`)
  return agent
}
