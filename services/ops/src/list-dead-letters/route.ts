// GET /v1/ops/dead-letters: what was put aside, the newest first, a page at a time.
import { oneOf, optional } from '@eventflow/contracts'
import { type Cursors, pageQuery, pageShape, readPage, route } from '@eventflow/http'
import { letterStatuses } from '../letter.js'
import type { LetterStore } from '../letter-store.js'
import { fingerprintField, queueField } from '../selection.js'
import { summaryShape } from '../shapes.js'

interface ListParts {
  letters: LetterStore
  cursors: Cursors
}

export const listDeadLetters = ({ letters, cursors }: ListParts) =>
  route({
    method: 'get',
    path: '/v1/ops/dead-letters',
    summary: 'Dead letters, the newest first: those that wait, unless another status is asked for.',
    tag: 'ops',
    who: 'operator',
    query: {
      queue: optional(queueField()),
      fingerprint: optional(fingerprintField()),
      status: optional(oneOf(...letterStatuses, 'all')),
      ...pageQuery,
    },
    answers: { 200: { description: 'A page.', body: pageShape(summaryShape) } },
    handle: ({ query: { queue, fingerprint, status = 'waiting', ...page } }) =>
      readPage({
        cursors,
        path: '/v1/ops/dead-letters',
        filters: { queue, fingerprint, status },
        query: page,
        fetch: (seek) =>
          letters.list(
            {
              ...(queue === undefined ? {} : { queue }),
              ...(fingerprint === undefined ? {} : { fingerprint }),
              ...(status === 'all' ? {} : { status }),
            },
            seek,
          ),
        positionOf: ({ parkedAt, id }) => [parkedAt, id],
        show: (letter) => letter,
      }),
  })
