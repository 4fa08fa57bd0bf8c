// What programs may ask of this service: tokens in their own name, and what a token is worth.
import { createCursors } from '@eventflow/http'
import type { Redis } from '@eventflow/runtime/redis'
import { clientTokenIssuer, type TokenRules } from './access-token.js'
import {
  createClient,
  deleteClient,
  listClients,
  readClient,
  rotateClientSecret,
} from './administer-clients/route.js'
import { createGuessLimit } from './guess-limit.js'
import { introspectToken } from './introspect-token/route.js'
import { issueToken } from './issue-token/route.js'
import { revokeToken } from './revoke-token/route.js'
import type { SigningKeys } from './signing-keys.js'

type Parts = Parameters<typeof issueToken>[0] &
  Parameters<typeof introspectToken>[0] &
  Parameters<typeof revokeToken>[0]

type OAuthParts = Omit<Parts, 'guesses' | 'issueClientToken'> & {
  rules: TokenRules
  cursorKey: Buffer
  redis: Redis
  signingKeys: SigningKeys
}

export function oauthRoutes({ redis, signingKeys, cursorKey, ...given }: OAuthParts) {
  const guesses = createGuessLimit({ redis, key: given.refreshKey, logger: given.logger })
  const issueClientToken = clientTokenIssuer(signingKeys, given.rules)
  const parts = { ...given, guesses, issueClientToken, cursors: createCursors(cursorKey) }
  return [
    issueToken(parts),
    introspectToken(parts),
    revokeToken(parts),
    listClients(parts),
    readClient(parts),
    createClient(parts),
    rotateClientSecret(parts),
    deleteClient(parts),
  ]
}
