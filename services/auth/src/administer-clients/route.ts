// GET, POST and DELETE /v1/oauth/clients: the programs that may call in their own name, kept by admins.
import { integer, optional, record, text, uuid } from '@eventflow/contracts'
import {
  type Audited,
  actorOf,
  type Cursors,
  created,
  noContent,
  ok,
  pageQuery,
  pageShape,
  readPage,
  route,
} from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import { newClient, shownClient, withNewSecret } from '../client.js'
import type { ClientStore } from '../client-store.js'
import { ClientNotFound } from '../errors.js'
import { found } from '../found.js'
import { noStore } from '../no-store.js'
import type { Revocations } from '../revocations.js'
import { clientShape, clientWithSecretShape, rolesField, scopesField } from './shapes.js'

interface ClientParts {
  clients: ClientStore
  audited: Audited
  now: Clock
}

const path = '/v1/oauth/clients'
const facts = { tag: 'oauth', who: 'admin' } as const

export const listClients = ({ clients, cursors }: { clients: ClientStore; cursors: Cursors }) =>
  route({
    ...facts,
    method: 'get',
    path,
    summary: 'The OAuth clients, the oldest first.',
    query: pageQuery,
    answers: { 200: { description: 'A page.', body: pageShape(clientShape) } },
    handle: ({ query }) =>
      readPage({
        ...{ cursors, path, filters: {}, query },
        fetch: clients.list,
        positionOf: ({ id }) => [id],
        show: shownClient,
      }),
  })

export const readClient = ({ clients }: Pick<ClientParts, 'clients'>) =>
  route({
    ...facts,
    method: 'get',
    path: `${path}/{id}`,
    summary: 'One OAuth client.',
    params: { id: uuid() },
    answers: { 200: { description: 'The client, without its secret.', body: clientShape } },
    refuses: [ClientNotFound],
    handle: async ({ params: { id } }) => ok(shownClient(found(await clients.byId(id), ClientNotFound))),
  })

export const createClient = ({ clients, audited, now }: ClientParts) =>
  route({
    ...facts,
    method: 'post',
    path,
    summary: 'Registers an OAuth client; its secret is in this answer and nowhere else.',
    body: record({ name: text(100), roles: optional(rolesField), scopes: optional(scopesField) }),
    example: { name: 'Reports', roles: ['operator'], scopes: ['events:read'] },
    answers: { 201: { description: 'The client and its secret.', body: clientWithSecretShape } },
    handle: async ({ body: { name, roles = [], scopes = [] }, caller, address }) => {
      const unique = { name, roles: [...new Set(roles)], scopes: [...new Set(scopes)] }
      const { client, secret } = newClient(unique, now())
      const act = { action: 'client.created', target: `client:${client.id}`, actor: actorOf(caller), address }
      await audited.change(act, async (transaction) => {
        await clients.insert(transaction, client)
        return { result: undefined, after: unique }
      })
      return created({ ...shownClient(client), secret }, `${path}/${client.id}`, noStore)
    },
  })

const graceSecondsAtMost = 604_800
const usualGraceSeconds = 86_400

export const rotateClientSecret = ({ clients, audited, now }: ClientParts) =>
  route({
    ...facts,
    method: 'post',
    path: `${path}/{id}/rotate-secret`,
    summary:
      'Gives a client another secret; the one before stays good for a grace, a day unless said otherwise.',
    params: { id: uuid() },
    body: record({ graceSeconds: optional(integer(0, graceSecondsAtMost)) }),
    example: { graceSeconds: usualGraceSeconds },
    answers: { 200: { description: 'The client and its new secret.', body: clientWithSecretShape } },
    refuses: [ClientNotFound],
    handle: async ({ params: { id }, body: { graceSeconds = usualGraceSeconds }, caller, address }) => {
      const act = { action: 'client.secret-rotated', target: `client:${id}`, actor: actorOf(caller), address }
      const { client, secret } = await audited.change(act, async (transaction) => {
        const known = found(await clients.lock(transaction, id), ClientNotFound)
        const replaced = withNewSecret(known, graceSeconds, now())
        await clients.replaceSecret(transaction, replaced.client)
        return { result: replaced, after: { graceSeconds } }
      })
      return ok({ ...shownClient(client), secret }, noStore)
    },
  })

export const deleteClient = ({
  clients,
  audited,
  revocations,
  now,
}: ClientParts & { revocations: Revocations }) =>
  route({
    ...facts,
    method: 'delete',
    path: `${path}/{id}`,
    summary: 'Removes a client; its tokens stop working within a second.',
    params: { id: uuid() },
    answers: { 204: { description: 'The client is gone.' } },
    refuses: [ClientNotFound],
    handle: async ({ params: { id }, caller, address }) => {
      const act = { action: 'client.deleted', target: `client:${id}`, actor: actorOf(caller), address }
      const ended = await audited.change(act, async (transaction) => {
        const known = found(await clients.lock(transaction, id), ClientNotFound)
        await clients.remove(transaction, id)
        const tokens = await clients.endTokens(transaction, id, now())
        return { result: tokens, before: { name: known.name, roles: known.roles, scopes: known.scopes } }
      })
      await revocations.revoke(ended)
      return noContent()
    },
  })
