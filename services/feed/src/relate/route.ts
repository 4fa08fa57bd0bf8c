// PUT and DELETE of /v1/follows/{userId} and /v1/blocks/{userId}: what somebody wants to be to somebody else.
import { uuid } from '@eventflow/contracts'
import { noContent, type Route, route } from '@eventflow/http'
import { NotYourself, PersonNotFound, YouBlockThem } from '../errors.js'
import type { PersonStore } from '../person-store.js'
import type { Wish } from '../relation.js'
import type { RelationStore } from '../relation-store.js'

interface RelateParts {
  relations: Pick<RelationStore, 'change'>
  people: Pick<PersonStore, 'exists'>
  /** Said when it holds and before it is answered: whatever was kept of what these people may see is over. */
  changedForAll(ids: readonly string[]): Promise<void>
}

export const follow = (parts: RelateParts): Route =>
  relate(parts, { method: 'put', path: '/v1/follows/{userId}', wish: 'follow', summary: 'Follow somebody.' })

export const unfollow = (parts: RelateParts): Route =>
  relate(parts, {
    method: 'delete',
    path: '/v1/follows/{userId}',
    wish: 'unfollow',
    summary: 'Follow somebody no longer.',
  })

export const block = (parts: RelateParts): Route =>
  relate(parts, {
    method: 'put',
    path: '/v1/blocks/{userId}',
    wish: 'block',
    summary: 'Neither see somebody nor be seen by them.',
  })

export const unblock = (parts: RelateParts): Route =>
  relate(parts, {
    method: 'delete',
    path: '/v1/blocks/{userId}',
    wish: 'unblock',
    summary: 'Take a block back.',
  })

interface Relating {
  method: 'put' | 'delete'
  path: string
  wish: Wish
  summary: string
}

const relate = (
  { relations, people, changedForAll }: RelateParts,
  { method, path, wish, summary }: Relating,
): Route =>
  route({
    method,
    path,
    summary,
    tag: 'feed',
    who: 'user',
    params: { userId: uuid() },
    answers: { 204: { description: 'It is so now.' } },
    refuses: [NotYourself, PersonNotFound, ...(wish === 'follow' ? [YouBlockThem] : [])],
    handle: async ({ caller, params }) => {
      const otherId = params.userId.toLowerCase()
      if (otherId === caller.userId) throw NotYourself()
      if (!(await people.exists(otherId))) throw PersonNotFound()
      if (await relations.change(caller.userId, otherId, wish)) await changedForAll([caller.userId, otherId])
      return noContent()
    },
  })
