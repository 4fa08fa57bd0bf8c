// What the specs of this service have in common: the service on throw-away servers, calls to it, and a look into its database.
import { createSealer, type Environment } from '@eventflow/runtime'
import {
  clientOf,
  goodPassword,
  type SeenEvent,
  signUp,
  type TestStack,
  type TestUser,
  testStack,
} from '@eventflow/testing'
import { Client } from 'pg'
import { authService } from './service.js'

export interface AuthUnderTest {
  stack: TestStack
  url: string
  post(path: string, body: object, user?: Pick<TestUser, 'accessToken'>): ReturnType<typeof postTo>
  query(sql: string, parameters?: unknown[]): Promise<Array<Record<string, unknown>>>
  /** The same session with a new access token, as if its owner had given the password so long ago. */
  signedInAgo(user: Pick<TestUser, 'refreshToken'>, seconds: number): Promise<TestUser>
  /** The token that an event seals for the mail. */
  tokenIn(event: SeenEvent): string
  close(): Promise<void>
}

const cheap = { BCRYPT_COST: '4' }

const postTo = (
  url: string,
  path: string,
  { body, user }: { body: object; user?: { accessToken: string } },
) => clientOf(url, user).post(path).send(body)

export async function authUnderTest(overrides: Environment = {}): Promise<AuthUnderTest> {
  const stack = await testStack()
  const { url } = await stack.start(authService, { ...cheap, ...overrides })
  const client = new Client({ connectionString: await stack.databaseUrl('auth') })
  await client.connect()
  const query = async (sql: string, parameters: unknown[] = []) =>
    (await client.query(sql, parameters)).rows as Array<Record<string, unknown>>
  const post: AuthUnderTest['post'] = (path, body, user) => postTo(url, path, { body, ...(user && { user }) })
  return {
    stack,
    url,
    post,
    query,
    signedInAgo: async ({ refreshToken }, seconds) => {
      await query(
        `update sessions set authenticated_at = now() - make_interval(secs => $1)
         where id = (select session_id from refresh_tokens
                     where hash = replace(replace(rtrim(encode(sha256($2), 'base64'), '='), '+', '-'), '/', '_'))`,
        [seconds, Buffer.from(refreshToken)],
      )
      const { body } = await post('/v1/auth/refresh', { refreshToken }).expect(200)
      return body as TestUser
    },
    tokenIn: ({ id, data }) => createSealer([stack.sealingKey]).open(String(data.token), `${id}/token`),
    close: async () => {
      await client.end()
      await stack.close()
    },
  }
}

/** Roles are given by admins, and the first one by whoever keeps the database. */
export async function signUpAs({ url, query }: AuthUnderTest, ...roles: string[]): Promise<TestUser> {
  const user = await signUp(url)
  await query('update accounts set roles = $2 where id = $1', [user.id, roles])
  const login = { email: user.email, password: goodPassword }
  const { body } = await clientOf(url).post('/v1/auth/login').send(login).expect(200)
  return { ...user, ...(body as Pick<TestUser, 'accessToken' | 'refreshToken'>) }
}
