// Makes sure that an OAuth client is the one that it says it is.
import { optional, text } from '@eventflow/contracts'
import type { RequestFacts } from '@eventflow/http'
import type { Clock, Logger } from '@eventflow/runtime'
import { type Client, firstPartyClient, knowsSecret, newClient } from '../client.js'
import type { ClientStore } from '../client-store.js'
import { TooManyGuesses } from '../errors.js'
import type { GuessLimit } from '../guess-limit.js'
import { type ClientForm, type Credentials, credentialsOf, unknownClient } from './credentials.js'

/** What every form of OAuth may carry of its sender. */
export const clientFields = { client_id: optional(text(100)), client_secret: optional(text(200)) }

export interface ClientAuthentication {
  clients: ClientStore
  guesses: GuessLimit
  logger: Logger
  now: Clock
}

type Asking = Pick<RequestFacts, 'headers' | 'address'> & { body: ClientForm }

const uuidShape = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** For those who do not exist: looked at for as long as a real one. */
const nobody = newClient({ name: 'nobody', roles: [], scopes: [] }, new Date(0)).client

/** The client, or nothing for the one that people use, which has no secret: what it shows must speak for itself. */
export async function authenticateClient(
  parts: ClientAuthentication,
  { headers, address, body }: Asking,
  { alsoUnnamed = false } = {},
): Promise<Client | undefined> {
  const { id, secret } = credentialsOf(headers.authorization, body)
  const isFirstParty = id === firstPartyClient || (id === undefined && alsoUnnamed)
  if (secret === undefined && isFirstParty) return undefined
  if (id === undefined || secret === undefined) throw unknownClient()
  // Counted by client and address together: whoever guesses from elsewhere does not shut the real one out.
  const guess = { kind: 'client', about: `${id} ${address}` }
  const waitSeconds = await parts.guesses.mustWait(guess)
  if (waitSeconds > 0) throw TooManyGuesses({ retryAfterSeconds: waitSeconds })
  const client = await knownClient(parts, { id, secret })
  if (client) return client
  await parts.guesses.wasWrong(guess)
  parts.logger.warn('a client could not prove who it is', { clientId: uuidShape.test(id) ? id : 'no id' })
  throw unknownClient()
}

async function knownClient({ clients, now }: ClientAuthentication, { id, secret = '' }: Credentials) {
  const client = id !== undefined && uuidShape.test(id) ? await clients.byId(id) : null
  const matches = knowsSecret(client ?? nobody, secret, now())
  return client && matches ? client : undefined
}
