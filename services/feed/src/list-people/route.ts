// GET /v1/followers, /v1/following and /v1/blocks: the people around the caller, a page at a time.
import { type Cursors, pageQuery, pageShape, type Route, readPage, route } from '@eventflow/http'
import type { Edge, EdgeList, EdgeLists } from '../edge-lists.js'
import type { Person, PersonStore } from '../person-store.js'
import { edgeShape, nameless } from '../shapes.js'

interface ListParts {
  relations: Pick<EdgeLists, 'list'>
  people: Pick<PersonStore, 'named'>
  cursors: Cursors
}

export const listFollowers = (parts: ListParts): Route =>
  listPeople(parts, { list: 'followers', summary: 'Who follows you.' })

export const listFollowing = (parts: ListParts): Route =>
  listPeople(parts, { list: 'following', summary: 'Whom you follow.' })

export const listBlocks = (parts: ListParts): Route =>
  listPeople(parts, { list: 'blocks', summary: 'Whom you have blocked.' })

const listPeople = (
  { relations, people, cursors }: ListParts,
  { list, summary }: { list: EdgeList; summary: string },
): Route =>
  route({
    method: 'get',
    path: `/v1/${list}`,
    summary,
    tag: 'feed',
    who: 'user',
    query: pageQuery,
    answers: { 200: { description: 'A page, in the order of ids.', body: pageShape(edgeShape) } },
    handle: ({ caller: { userId }, query }) => {
      let names = new Map<string, Person>()
      return readPage<Edge>({
        cursors,
        path: `/v1/${list}`,
        owner: userId,
        filters: {},
        query,
        fetch: async (seek) => {
          const found = await relations.list(list, userId, seek)
          names = await people.named(found.map(({ personId }) => personId))
          return found
        },
        positionOf: ({ personId }) => [personId],
        show: ({ personId, since }) => ({ ...(names.get(personId) ?? nameless(personId)), since }),
      })
    },
  })
