// An access token for a client in its own name, written down so that it can be ended before its time.
import type { Actor, Audited } from '@eventflow/http'
import { newId } from '@eventflow/runtime'
import type { IssueClientToken } from '../access-token.js'
import type { ClientAuthentication } from '../authenticate-client/authenticate-client.js'
import { unknownClient } from '../authenticate-client/credentials.js'
import { type Client, grantedScopes } from '../client.js'
import { InvalidScope } from '../errors.js'

export interface ClientTokenParts extends ClientAuthentication {
  audited: Audited
  issueClientToken: IssueClientToken
  rules: { accessLifeSeconds: number }
}

interface Asked {
  client: Client
  scope: string | undefined
  address: string
}

export async function issueClientToken(
  { clients, audited, issueClientToken: issue, rules, now }: ClientTokenParts,
  { client, scope, address }: Asked,
) {
  const scopes = grantedScopes(client, scope)
  if (!scopes) throw InvalidScope()
  const at = now()
  const token = {
    id: newId(),
    clientId: client.id,
    expiresAt: new Date(at.getTime() + rules.accessLifeSeconds * 1_000),
    endedAt: null,
  }
  const actor: Actor = { kind: 'client', id: client.id }
  const act = { action: 'client-token.issued', target: `client-token:${token.id}`, actor, address }
  await audited.change(act, async (transaction) => {
    if (!(await clients.addToken(transaction, token, at))) throw unknownClient()
    return { result: undefined, after: { scopes } }
  })
  return {
    access_token: issue(client, { id: token.id, scopes }, at),
    token_type: 'Bearer',
    expires_in: rules.accessLifeSeconds,
    scope: scopes.join(' '),
  }
}
