// Exchanges a refresh token for the next one and a fresh access token, at whichever door it is shown.
import type { Backbone } from '@eventflow/backbone'
import type { RequestFacts } from '@eventflow/http'
import { InvalidRefreshToken, SessionCompromised } from '../errors.js'
import { hashOf } from '../refresh-token.js'
import type { Revocations } from '../revocations.js'
import type { TokenAnswer } from '../sign-in.js'
import { type RefreshParts, refreshSession } from './refresh.js'

export interface ExchangeParts extends RefreshParts {
  backbone: Backbone
  revocations: Revocations
}

type Shown = Pick<RequestFacts, 'address' | 'userAgent'> & { refreshToken: string }

export async function exchangeRefreshToken(
  { backbone, revocations, ...parts }: ExchangeParts,
  { refreshToken, address, userAgent }: Shown,
): Promise<TokenAnswer> {
  const presented = { token: refreshToken, hash: hashOf(refreshToken), address, userAgent }
  const outcome = await backbone.transact((transaction) => refreshSession(parts, transaction, presented))
  // Refused only after the commit: the end of a stolen session has to last.
  if (outcome.compromised) {
    await revocations.revoke([outcome.compromised])
    throw SessionCompromised()
  }
  if (!outcome.tokens) throw InvalidRefreshToken()
  return outcome.tokens
}
