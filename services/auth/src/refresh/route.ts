// POST /v1/auth/refresh: exchanges a refresh token for the next one and a fresh access token.
import { record, text } from '@eventflow/contracts'
import { ok, route } from '@eventflow/http'
import { InvalidRefreshToken, SessionCompromised } from '../errors.js'
import { tokensShape } from '../shapes.js'
import { type ExchangeParts, exchangeRefreshToken } from './exchange.js'

export const refresh = (parts: ExchangeParts) =>
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
    handle: async ({ body: { refreshToken }, address, userAgent }) => {
      const tokens = await exchangeRefreshToken(parts, { refreshToken, address, userAgent })
      return ok(tokens, { headers: { 'cache-control': 'no-store' } })
    },
  })
