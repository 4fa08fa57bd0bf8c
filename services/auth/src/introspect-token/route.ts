// POST /v1/oauth/introspect: what a token is worth at this moment, for clients that cannot or will not check it themselves (RFC 7662).
import { flag, integer, listOf, oneOf, openRecord, optional, record, text } from '@eventflow/contracts'
import { formType, ok, roles, route } from '@eventflow/http'
import {
  authenticateClient,
  type ClientAuthentication,
  clientFields,
} from '../authenticate-client/authenticate-client.js'
import { unknownClient } from '../authenticate-client/credentials.js'
import { firstPartyClient } from '../client.js'
import { InvalidClient, TooManyGuesses } from '../errors.js'
import { isLive, type KnownToken, type LookUpParts, lookUpToken } from '../look-up-token.js'
import { noStore } from '../no-store.js'

const seconds = () => optional(integer(0))

export const introspectToken = (parts: LookUpParts & ClientAuthentication) =>
  route({
    method: 'post',
    path: '/v1/oauth/introspect',
    summary: 'Whether a token is active, and whose it is.',
    tag: 'oauth',
    who: 'anyone',
    body: openRecord({ token: text(4_096), token_type_hint: optional(text(100)), ...clientFields }),
    bodyTypes: [formType],
    example: { token: 'the-token', client_id: 'its-id', client_secret: 'its-secret' },
    errors: 'oauth',
    answers: {
      200: {
        description: 'Only `active: false` for every token that is not good, whatever the reason.',
        body: record({
          active: flag(),
          scope: optional(text(2_000, 0)),
          client_id: optional(text(100)),
          sub: optional(text(100)),
          sid: optional(text(100)),
          jti: optional(text(100)),
          iss: optional(text(255)),
          aud: optional(text(255)),
          exp: seconds(),
          iat: seconds(),
          auth_time: seconds(),
          token_type: optional(oneOf('Bearer', 'refresh_token')),
          roles: optional(listOf(oneOf(...roles), 3)),
        }),
      },
    },
    refuses: [InvalidClient, TooManyGuesses],
    handle: async (request) => {
      const client = await authenticateClient(parts, request)
      if (!client) throw unknownClient({ detail: 'Only a client with a secret may ask about tokens.' })
      const known = await lookUpToken(parts, request.body.token)
      if (!known || !(await isLive(parts, known))) return ok({ active: false }, noStore)
      return ok({ active: true, ...factsOf(known) }, noStore)
    },
  })

const secondsOf = (moment: Date): number => Math.floor(moment.getTime() / 1_000)

/** The roles that the token carries, which are not always those that its owner has by now. */
function factsOf(known: KnownToken) {
  if (known.kind === 'access') {
    const { scope, client_id, sub, sid, jti, iss, aud, exp, iat, auth_time, roles: named } = known.claims
    const facts = {
      client_id,
      sub,
      sid,
      jti,
      iss,
      aud,
      exp,
      iat,
      auth_time,
      token_type: 'Bearer',
      roles: named,
    }
    return scope === undefined ? facts : { scope, ...facts }
  }
  const { session, token } = known
  return {
    client_id: firstPartyClient,
    sub: session.accountId,
    sid: session.id,
    exp: secondsOf(token.expiresAt < session.expiresAt ? token.expiresAt : session.expiresAt),
    // The token that is good now is the one that came with the last use of its session.
    iat: secondsOf(session.lastUsedAt),
    token_type: 'refresh_token',
  }
}
