// GET /v1/ops/dead-letters/groups: what waits, by what it failed of.
import { instant, integer, listOf, nullable, optional, prose, record, text } from '@eventflow/contracts'
import { ok, route } from '@eventflow/http'
import type { LetterStore } from '../letter-store.js'
import { queueField } from '../selection.js'

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
