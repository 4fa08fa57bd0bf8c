// POST /v1/auth/keys/rotate: another key is to sign access tokens.
import { instant, record, text } from '@eventflow/contracts'
import { actorOf, route } from '@eventflow/http'
import type { SigningKeys } from '../signing-keys.js'

export const rotateKeys = ({ signingKeys }: { signingKeys: SigningKeys }) =>
  route({
    method: 'post',
    path: '/v1/auth/keys/rotate',
    summary:
      'Publishes another signing key, which signs once everybody can know it; while one waits it is that one.',
    tag: 'auth',
    who: 'admin',
    answers: {
      201: {
        description: 'The key, and when it begins to sign.',
        body: record({ kid: text(64), signsFrom: instant() }),
      },
    },
    handle: async ({ caller, address }) => {
      const body = await signingKeys.rotate({ actor: actorOf(caller), address })
      return { status: 201, body, headers: { 'cache-control': 'no-store' } }
    },
  })
