// POST /v1/auth/refresh: exchanges a refresh token for the next one and a fresh access token.
import type { Backbone } from '@eventflow/backbone'
import { record, text } from '@eventflow/contracts'
import { ok, route } from '@eventflow/http'
import { InvalidRefreshToken, SessionCompromised } from '../errors.js'
import { hashOf } from '../refresh-token.js'
import type { Revocations } from '../revocations.js'
import { tokensShape } from '../shapes.js'
import { type RefreshParts, refreshSession } from './refresh.js'

interface RefreshRouteParts extends RefreshParts {
  backbone: Backbone
  revocations: Revocations
}

export const refresh = ({ backbone, revocations, ...parts }: RefreshRouteParts) =>
  route({
    method: 'post',
    path: '/v1/auth/refresh',
    summary: 'Exchanges a refresh token for a new pair of tokens.',
    tag: 'auth',
    who: 'anyone',
    body: record({ refreshToken: text(200) }),
    example: { refreshToken: 'the-refresh-token-of-the-last-answer' },
    answers: { 200: { description: 'The next pair.', body: tokensShape } },
    refuses: [InvalidRefreshToken, SessionCompromised],
    handle: async ({ body, address, userAgent }) => {
      const outcome = await backbone.transact((transaction) =>
        refreshSession(parts, transaction, {
          token: body.refreshToken,
          hash: hashOf(body.refreshToken),
          address,
          userAgent,
        }),
      )
      // Refused only after the commit: the end of a stolen session has to last.
      if (outcome.compromised) {
        await revocations.revoke([outcome.compromised])
        throw SessionCompromised()
      }
      if (!outcome.tokens) throw InvalidRefreshToken()
      return ok(outcome.tokens, { headers: { 'cache-control': 'no-store' } })
    },
  })
