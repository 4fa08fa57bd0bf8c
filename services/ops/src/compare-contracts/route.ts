// GET /v1/ops/contracts: every event, who publishes it, who is declared to consume it, and which versions were seen.
import { catalogue, consumersByEvent, instant, integer, listOf, record, text } from '@eventflow/contracts'
import { ok, route } from '@eventflow/http'
import type { Fleet } from '../fleet.js'
import { edgesOf } from './edges.js'

const seenShape = record({ version: integer(1), source: text(100), count: integer(1), lastAt: instant() })
const consumerShape = record({ service: text(100), seen: listOf(seenShape, 1_000) })

const edgeShape = record({
  type: text(100),
  producer: text(100),
  version: integer(1),
  reads: listOf(integer(1), 100),
  consumers: listOf(consumerShape, 100),
  formerConsumers: listOf(consumerShape, 100),
})

export const compareContracts = ({ fleet }: { fleet: Fleet }) =>
  route({
    method: 'get',
    path: '/v1/ops/contracts',
    summary:
      'Each event: producer, version, consumers, and the versions seen on each way with count and last time.',
    tag: 'ops',
    who: 'operator',
    answers: {
      200: {
        description:
          'All events in the order of their names; `unreachable` names services that told nothing.',
        body: record({ items: listOf(edgeShape, 1_000), unreachable: listOf(text(100), 100) }),
      },
    },
    handle: async ({ headers: { authorization } }) => {
      const { replies, unreachable } = await fleet.versionsSeen(authorization)
      const seen = replies.map(({ service, answer: { items } }) => ({ service, items }))
      return ok({ items: edgesOf(catalogue, consumersByEvent, seen), unreachable })
    },
  })
