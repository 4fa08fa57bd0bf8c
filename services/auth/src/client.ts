// An OAuth client: a program that calls in its own name, with a secret that only it knows.
import { timingSafeEqual } from 'node:crypto'
import type { Role } from '@eventflow/http'
import { newId } from '@eventflow/runtime'
import { hashOf, newToken } from './refresh-token.js'

export interface Client {
  id: string
  name: string
  roles: Role[]
  scopes: string[]
  secretHash: string
  /** Good until then, so that a secret can be replaced while the program runs. */
  previousSecretHash: string | null
  previousSecretUntil: Date | null
  createdAt: Date
}

/** The client that people use. It is public: who holds its tokens is all that counts, and there is no secret. */
export const firstPartyClient = 'eventflow-web'

export function newClient(wishes: Pick<Client, 'name' | 'roles' | 'scopes'>, now: Date) {
  const secret = newToken()
  const client: Client = {
    ...wishes,
    id: newId(),
    secretHash: hashOf(secret),
    previousSecretHash: null,
    previousSecretUntil: null,
    createdAt: now,
  }
  return { client, secret }
}

export function withNewSecret(client: Client, graceSeconds: number, now: Date) {
  const secret = newToken()
  const replaced: Client = {
    ...client,
    secretHash: hashOf(secret),
    previousSecretHash: client.secretHash,
    previousSecretUntil: new Date(now.getTime() + graceSeconds * 1_000),
  }
  return { client: replaced, secret }
}

/** Both hashes are compared, whichever fits, and in the same time wherever they differ. */
export function knowsSecret(client: Client, secret: string, now: Date): boolean {
  const given = Buffer.from(hashOf(secret))
  const fits = (hash: string | null) => timingSafeEqual(given, Buffer.from(hash ?? noHash))
  const inGrace = client.previousSecretUntil !== null && client.previousSecretUntil > now
  const [current, previous] = [fits(client.secretHash), fits(client.previousSecretHash)]
  return current || (previous && inGrace)
}

/** As long as a hash, and the hash of nothing that anybody can say. */
const noHash = '-'.repeat(43)

/** The scopes of a token: those asked for, if the client has all of them, else all that it has. */
export function grantedScopes(client: Client, asked: string | undefined): string[] | undefined {
  if (asked === undefined) return client.scopes
  const wanted = [...new Set(asked.split(' ').filter((scope) => scope !== ''))]
  return wanted.every((scope) => client.scopes.includes(scope)) ? wanted : undefined
}

export const shownClient = ({ id, name, roles, scopes, previousSecretUntil, createdAt }: Client) => ({
  id,
  name,
  roles,
  scopes,
  previousSecretUntil,
  createdAt,
})
