// POST /v1/oauth/token: access tokens for clients in their own name, and the next pair of tokens for people (RFC 6749).
import { integer, oneOf, openRecord, optional, record, text } from '@eventflow/contracts'
import { BadRequest, formType, ok, route } from '@eventflow/http'
import { CallerError } from '@eventflow/runtime'
import { authenticateClient, clientFields } from '../authenticate-client/authenticate-client.js'
import { unknownClient } from '../authenticate-client/credentials.js'
import { InvalidClient, InvalidGrant, InvalidScope, TooManyGuesses, UnsupportedGrantType } from '../errors.js'
import { noStore } from '../no-store.js'
import { type ExchangeParts, exchangeRefreshToken } from '../refresh/exchange.js'
import { type ClientTokenParts, issueClientToken } from './client-token.js'

const asInvalidGrant = (error: unknown): never => {
  throw error instanceof CallerError && error.status === 401 ? InvalidGrant({ detail: error.message }) : error
}

const grants = ['client_credentials', 'refresh_token']

export const issueToken = (parts: ClientTokenParts & ExchangeParts) =>
  route({
    method: 'post',
    path: '/v1/oauth/token',
    summary: 'Issues access tokens: for a client in its own name, or for a person by a refresh token.',
    tag: 'oauth',
    who: 'anyone',
    body: openRecord({
      grant_type: text(100),
      scope: optional(text(1_000)),
      refresh_token: optional(text(200)),
      ...clientFields,
    }),
    bodyTypes: [formType],
    example: { grant_type: 'client_credentials', client_id: 'its-id', client_secret: 'its-secret' },
    errors: 'oauth',
    answers: {
      200: {
        description: 'The token; with a refresh token the next one of those as well.',
        body: record({
          access_token: text(4_096),
          token_type: oneOf('Bearer'),
          expires_in: integer(1),
          scope: optional(text(2_000, 0)),
          refresh_token: optional(text(200)),
        }),
      },
    },
    refuses: [InvalidClient, InvalidGrant, InvalidScope, UnsupportedGrantType, TooManyGuesses],
    handle: async (request) => {
      const { grant_type: grant, scope, refresh_token: refreshToken } = request.body
      if (!grants.includes(grant)) throw UnsupportedGrantType()
      const client = await authenticateClient(parts, request, { alsoUnnamed: grant === 'refresh_token' })
      if (grant === 'client_credentials') {
        if (!client)
          throw unknownClient({ detail: 'This client has no secret, so it has no token of its own.' })
        return ok(await issueClientToken(parts, { client, scope, address: request.address }), noStore)
      }
      if (refreshToken === undefined) throw BadRequest({ detail: 'refresh_token is missing.' })
      // Whoever holds a refresh token may use it at /v1/auth/refresh: to ask for more here would protect nothing.
      const { accessToken, expiresIn, ...next } = await exchangeRefreshToken(parts, {
        ...request,
        refreshToken,
      }).catch(asInvalidGrant)
      return ok(
        {
          access_token: accessToken,
          token_type: 'Bearer',
          expires_in: expiresIn,
          refresh_token: next.refreshToken,
        },
        noStore,
      )
    },
  })
