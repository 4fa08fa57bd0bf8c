// GET /v1/notifications/why?eventId= and /v1/notifications/{id}/deliveries: which rule sent or held something, and what became of it.
import { uuid } from '@eventflow/contracts'
import { NotFound, ok, pageShape, route } from '@eventflow/http'
import type { InboxStore } from '../inbox/inbox-store.js'
import { decisionsShape, deliveryShape } from '../inbox/shapes.js'
import { outcomeOf } from './channel-fate.js'
import type { DecisionStore } from './decision-store.js'

interface ExplainParts {
  inbox: Pick<InboxStore, 'find'>
  decisions: DecisionStore
}

export const explainEvent = ({ decisions }: Pick<ExplainParts, 'decisions'>) =>
  route({
    method: 'get',
    path: '/v1/notifications/why',
    summary:
      'What was decided for the caller about an event, and came of it: by which rule, and why; for nobody else.',
    tag: 'notification',
    who: 'user',
    query: { eventId: uuid() },
    answers: { 200: { description: 'The decisions, one for each channel.', body: decisionsShape } },
    handle: async ({ caller, query }) => {
      const eventId = query.eventId.toLowerCase()
      const found = await decisions.find(caller.userId, eventId)
      const fates = found ? await decisions.fatesOf(found) : []
      return ok({
        eventId,
        decisions: (found?.channels ?? []).map((one, index) => ({
          ...{ category: found?.category, channel: one.channel, rule: found?.rule },
          ...outcomeOf(one, fates[index] ?? { status: 'pending' }),
        })),
      })
    },
  })

export const listDeliveries = ({ inbox, decisions }: ExplainParts) =>
  route({
    method: 'get',
    path: '/v1/notifications/{id}/deliveries',
    summary: 'What became of a notification of the caller by each channel.',
    tag: 'notification',
    who: 'user',
    params: { id: uuid() },
    answers: {
      200: { description: 'One for each channel, on one page.', body: pageShape(deliveryShape) },
    },
    refuses: [NotFound],
    handle: async ({ caller: { userId }, params: { id } }) => {
      const notice = await inbox.find(userId, id.toLowerCase())
      if (!notice) throw NotFound()
      const decision = await decisions.find(userId, notice.eventId)
      return ok({ items: decision ? await decisions.fatesOf(decision) : [], next: null, prev: null })
    },
  })
