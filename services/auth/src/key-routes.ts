// What anybody may know of the keys that sign tokens, and what admins may do with them.
import type { Route } from '@eventflow/http'
import { describeIdentity } from './describe-identity/route.js'
import { publishKeys } from './publish-keys/route.js'
import { rotateKeys } from './rotate-keys/route.js'
import type { SigningKeys } from './signing-keys.js'

interface KeyParts {
  signingKeys: SigningKeys
  issuer: string
  publicUrl: string
}

export const keyRoutes = (parts: KeyParts): Route[] => [
  publishKeys(parts),
  rotateKeys(parts),
  describeIdentity(parts),
]
