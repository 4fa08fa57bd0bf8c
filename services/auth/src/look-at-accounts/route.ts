// GET /v1/users and GET /v1/users/{id}: accounts, for admins.
import { optional, text, uuid } from '@eventflow/contracts'
import { type Cursors, ok, pageQuery, pageShape, readPage, route } from '@eventflow/http'
import type { AccountStore } from '../account-store.js'
import { UserNotFound } from '../errors.js'
import { found } from '../found.js'
import { accountShape, shownAccount } from './shapes.js'

interface LookParts {
  accounts: AccountStore
  cursors: Cursors
}

const path = '/v1/users'
const facts = { method: 'get', tag: 'users', who: 'admin' } as const

export const listAccounts = ({ accounts, cursors }: LookParts) =>
  route({
    ...facts,
    path,
    summary: 'Users whose address or name begins with the query, or all of them.',
    query: { query: optional(text(254)), ...pageQuery },
    answers: { 200: { description: 'A page, in the order of addresses.', body: pageShape(accountShape) } },
    handle: ({ query: { query = '', ...page } }) =>
      readPage({
        ...{ cursors, path, query: page, filters: query === '' ? {} : { query } },
        fetch: (seek) => accounts.search(query, seek),
        positionOf: ({ email }) => [email],
        show: shownAccount,
      }),
  })

export const readAccount = ({ accounts }: Pick<LookParts, 'accounts'>) =>
  route({
    ...facts,
    path: `${path}/{id}`,
    summary: 'One user.',
    params: { id: uuid() },
    answers: { 200: { description: 'The user.', body: accountShape } },
    refuses: [UserNotFound],
    handle: async ({ params: { id } }) => ok(shownAccount(found(await accounts.byId(id), UserNotFound))),
  })
