// GET /v1/profiles?query=: people whose name or handle begins with these letters, a page at a time.
import { text } from '@eventflow/contracts'
import { type Cursors, pageQuery, pageShape, readPage, route } from '@eventflow/http'
import { publicProfile } from '../profile.js'
import type { ProfileStore } from '../profile-store.js'
import { publicProfileShape } from '../shapes.js'

interface SearchParts {
  profiles: ProfileStore
  cursors: Cursors
}

export const searchProfiles = ({ profiles, cursors }: SearchParts) =>
  route({
    method: 'get',
    path: '/v1/profiles',
    summary: 'People whose name or handle begins with the query.',
    tag: 'user',
    who: 'user',
    query: { query: text(64), ...pageQuery },
    answers: { 200: { description: 'A page, in the order of names.', body: pageShape(publicProfileShape) } },
    handle: ({ query: { query, ...page } }) =>
      readPage({
        cursors,
        path: '/v1/profiles',
        filters: { query },
        query: page,
        fetch: (seek) => profiles.search(query, seek),
        positionOf: ({ displayName, userId }) => [displayName.toLowerCase(), userId],
        show: publicProfile,
      }),
  })
