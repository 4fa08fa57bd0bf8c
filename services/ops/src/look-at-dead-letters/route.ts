// GET /v1/ops/dead-letters, /groups and /{id}: what was put aside, one by one or by what it failed of.
import {
  instant,
  integer,
  listOf,
  nullable,
  oneOf,
  optional,
  prose,
  record,
  text,
  uuid,
} from '@eventflow/contracts'
import { type Cursors, ok, pageQuery, pageShape, readPage, route } from '@eventflow/http'
import { LetterNotFound } from '../errors.js'
import { letterStatuses } from '../letter.js'
import type { LetterStore } from '../letter-store.js'
import { fingerprintField, queueField } from '../selection.js'
import { letterShape, summaryShape } from '../shapes.js'
import { showLetter } from '../show-letter.js'

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

const groupsAtMost = 100

const groupShape = record({
  fingerprint: text(64),
  queue: text(255),
  type: nullable(text(255)),
  reason: text(255),
  error: prose(2_000),
  count: integer(1),
  firstAt: instant(),
  lastAt: instant(),
})

export const groupDeadLetters = ({ letters }: { letters: LetterStore }) =>
  route({
    method: 'get',
    path: '/v1/ops/dead-letters/groups',
    summary: 'Dead letters that wait, by fingerprint and queue: those of one cause together, the most first.',
    tag: 'ops',
    who: 'operator',
    query: { queue: optional(queueField()), limit: optional(integer(1, groupsAtMost)) },
    answers: {
      200: { description: 'The largest groups.', body: record({ items: listOf(groupShape, groupsAtMost) }) },
    },
    handle: async ({ query: { queue, limit = groupsAtMost } }) =>
      ok({ items: await letters.groups(queue, limit) }),
  })

export const readDeadLetter = ({ letters }: { letters: LetterStore }) =>
  route({
    method: 'get',
    path: '/v1/ops/dead-letters/{id}',
    summary:
      'One dead letter: headers, body (sealed fields stay sealed), and what its contract says about it.',
    tag: 'ops',
    who: 'operator',
    params: { id: uuid() },
    answers: { 200: { description: 'The dead letter.', body: letterShape } },
    refuses: [LetterNotFound],
    handle: async ({ params }) => {
      const letter = await letters.byId(params.id)
      if (!letter) throw LetterNotFound()
      return ok(showLetter(letter), { version: letter.version })
    },
  })
