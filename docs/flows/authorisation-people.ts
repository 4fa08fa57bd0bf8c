// The people and programs of the authorisation matrix, and the tokens they hold.
import { randomUUID } from 'node:crypto'
import { createSealer } from '@eventflow/runtime'
import { clientOf, signUp, type TestUser } from '@eventflow/testing'
import jwt from 'jsonwebtoken'
import { Pool } from 'pg'
import type { FlowStack } from './flow-stack.js'

export type Role = 'user' | 'operator' | 'admin'

export interface Person extends TestUser {
  sessionId: string
}

export interface People {
  /** Somebody nobody else uses. */
  newPerson(role?: Role): Promise<Person>
  /** One for each role, for calls that leave them as they were. */
  somebody(role: Role): Promise<Person>
  /** A token signed by auth's own key, with claims of our choice. */
  mint(claims: Readonly<Record<string, unknown>>): string
  close(): Promise<void>
}

/** Where private keys lie sealed under `sealingKey`. */
export async function peopleOf(flow: FlowStack, sealingKey: Buffer): Promise<People> {
  const database = new Pool({ connectionString: await flow.stack.databaseUrl('auth'), max: 4 })
  const known = new Map<Role, Promise<Person>>()
  const { kid, pem } = await signingKey(database, sealingKey)

  const newPerson = async (role: Role = 'user') => {
    const person = await signUp(flow.url)
    if (role === 'user') return withSession(person)
    const { id, email, password } = person
    await database.query('update accounts set roles = $2 where id = $1', [id, ['user', role]])
    // Roles stand in the token, so it takes a new one.
    const { body } = await clientOf(flow.url).post('/v1/auth/login').send({ email, password }).expect(200)
    return withSession({ ...person, accessToken: body.accessToken, refreshToken: body.refreshToken })
  }

  return {
    newPerson,
    somebody: (role) => {
      const person = known.get(role) ?? newPerson(role)
      known.set(role, person)
      return person
    },
    mint: (claims) => {
      const now = Math.floor(Date.now() / 1_000)
      const usual = { iss: 'eventflow', aud: 'eventflow', jti: randomUUID(), iat: now, exp: now + 600 }
      const header = { alg: 'ES256' as const, typ: 'at+jwt', kid }
      return jwt.sign({ ...usual, auth_time: now, ...claims }, pem, { algorithm: 'ES256', header })
    },
    close: () => database.end(),
  }
}

const withSession = (person: TestUser): Person => ({
  ...person,
  sessionId: (jwt.decode(person.accessToken) as { sid: string }).sid,
})

async function signingKey(database: Pool, sealingKey: Buffer): Promise<{ kid: string; pem: string }> {
  const { rows } = await database.query(
    'select kid, sealed_private_key from signing_keys order by created_at',
  )
  const [{ kid, sealed_private_key: sealed }] = rows as [Record<'kid' | 'sealed_private_key', string>]
  return { kid, pem: createSealer([sealingKey]).open(sealed, kid) }
}
