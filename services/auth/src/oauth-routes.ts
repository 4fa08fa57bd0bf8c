// What programs may ask of this service: tokens in their own name, what a token is worth, and the keys that it is checked with.
import type { Cursors } from '@eventflow/http'
import type { Redis } from '@eventflow/runtime/redis'
import { clientTokenIssuer, type TokenRules } from './access-token.js'
import {
  createClient,
  deleteClient,
  listClients,
  readClient,
  rotateClientSecret,
} from './administer-clients/route.js'
import { describeIdentity } from './describe-identity/route.js'
import { createGuessLimit } from './guess-limit.js'
import { introspectToken } from './introspect-token/route.js'
import { issueToken } from './issue-token/route.js'
import { publishKeys } from './publish-keys/route.js'
import { revokeToken } from './revoke-token/route.js'
import { rotateKeys } from './rotate-keys/route.js'
import type { SigningKeys } from './signing-keys.js'

type Parts = Parameters<typeof issueToken>[0] &
  Parameters<typeof introspectToken>[0] &
  Parameters<typeof revokeToken>[0]

type OAuthParts = Omit<Parts, 'guesses' | 'issueClientToken'> & {
  rules: TokenRules
  redis: Redis
  publicUrl: string
  cursors: Cursors
  signingKeys: SigningKeys
}

export function oauthRoutes({ redis, signingKeys, ...given }: OAuthParts) {
  const guesses = createGuessLimit({ redis, key: given.refreshKey, logger: given.logger })
  const issueClientToken = clientTokenIssuer(signingKeys, given.rules)
  const parts = { ...given, guesses, issueClientToken }
  return [
    issueToken(parts),
    introspectToken(parts),
    revokeToken(parts),
    listClients(parts),
    readClient(parts),
    createClient(parts),
    rotateClientSecret(parts),
    deleteClient(parts),
    describeIdentity({ issuer: parts.rules.issuer, publicUrl: parts.publicUrl }),
    publishKeys({ signingKeys }),
    rotateKeys({ signingKeys }),
  ]
}
