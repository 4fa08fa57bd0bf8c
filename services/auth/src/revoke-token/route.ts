// POST /v1/oauth/revoke: ends a token and what hangs on it, within a second everywhere (RFC 7009).
import type { Backbone } from '@eventflow/backbone'
import { openRecord, optional, SessionEnded, text } from '@eventflow/contracts'
import { type Actor, type Audited, formType, type RequestFacts, route } from '@eventflow/http'
import {
  authenticateClient,
  type ClientAuthentication,
  clientFields,
} from '../authenticate-client/authenticate-client.js'
import { type Client, firstPartyClient } from '../client.js'
import { InvalidClient, TooManyGuesses, UnauthorizedClient } from '../errors.js'
import { type LookUpParts, lookUpToken } from '../look-up-token.js'
import { noStore } from '../no-store.js'
import type { Revocations } from '../revocations.js'

interface RevokeParts extends LookUpParts, ClientAuthentication {
  backbone: Backbone
  audited: Audited
  revocations: Revocations
}

export const revokeToken = (parts: RevokeParts) =>
  route({
    method: 'post',
    path: '/v1/oauth/revoke',
    summary: 'Ends a token: of a person the whole session, of a client this one token.',
    tag: 'oauth',
    who: 'anyone',
    body: openRecord({ token: text(4_096), token_type_hint: optional(text(100)), ...clientFields }),
    bodyTypes: [formType],
    example: { token: 'the-token', client_id: 'its-id', client_secret: 'its-secret' },
    errors: 'oauth',
    answers: { 200: { description: 'The token is worth nothing, be it that it never was.' } },
    refuses: [InvalidClient, UnauthorizedClient, TooManyGuesses],
    handle: async (request) => {
      const client = await authenticateClient(parts, request)
      const known = await lookUpToken(parts, request.body.token)
      if (known?.kind === 'access' && known.caller.kind === 'client') {
        // A client ends its own tokens and nobody else's (RFC 7009, 2.1); those of people belong to whoever holds them.
        if (known.caller.clientId !== client?.id) throw UnauthorizedClient()
        await endClientToken(parts, client, { tokenId: known.caller.sessionId, address: request.address })
      } else if (known) {
        const session =
          known.kind === 'refresh' ? known.session : await parts.sessions.byId(known.caller.sessionId)
        if (session) await endSession(parts, { session, client, request })
      }
      return { status: 200, ...noStore }
    },
  })

async function endClientToken(
  { clients, audited, revocations, now }: RevokeParts,
  client: Client,
  { tokenId, address }: { tokenId: string; address: string },
): Promise<void> {
  const act = {
    action: 'client-token.revoked',
    target: `client-token:${tokenId}`,
    actor: actorFor(client),
    address,
  }
  await audited.change(act, async (transaction) => ({
    result: await clients.endToken(transaction, tokenId, now()),
  }))
  await revocations.revoke([tokenId])
}

interface Ending {
  session: { id: string; accountId: string }
  client: Client | undefined
  request: Pick<RequestFacts, 'address' | 'userAgent'>
}

async function endSession(
  { sessions, audited, revocations, now }: RevokeParts,
  { session: { id, accountId }, client, request: { address, userAgent } }: Ending,
): Promise<void> {
  const act = { action: 'session.revoked', target: `session:${id}`, actor: actorFor(client), address }
  await audited.change(act, async (transaction) => {
    const ended = await sessions.end(transaction, id, now())
    const facts = { userId: accountId, sessionId: id, reason: 'logout', ip: address, userAgent } as const
    return { result: ended, events: ended ? [SessionEnded(facts)] : [] }
  })
  await revocations.revoke([id])
}

const actorFor = (client: Client | undefined): Actor => ({
  kind: 'client',
  id: client?.id ?? firstPartyClient,
})
