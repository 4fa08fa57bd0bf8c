// What operators may ask a service about its messages, from inside the platform: the gateway does not lead here.
import { freeObject, optional, patterned, record, text } from '@eventflow/contracts'
import { noContent, ok } from './answer.js'
import { NotFound } from './errors.js'
import { type Route, route } from './route.js'

/** What a backbone can tell; declared here, since the backbone is not known to this package. */
export interface Operations {
  outbox(): Promise<unknown>
  story(correlationId: string): Promise<unknown>
  versionsSeen(): Promise<unknown>
  heldKeys(): Promise<unknown>
  resumeKey(key: string): Promise<boolean>
  rehearse(message: { properties: object; body: Buffer }, queue?: string): Promise<unknown>
}

/** As a message may be, in base64. */
const bodyAtMost = 1_400_000
const base64 = patterned(/^[A-Za-z0-9+/]*={0,2}$/, 'base64', bodyAtMost)

const facts = { tag: 'operations', who: 'operator' as const }
const answered = (description: string) => ({ 200: { description } })

export function operationRoutes(operations: Operations): Route[] {
  return [
    route({
      ...facts,
      method: 'get',
      path: '/internal/backbone/outbox',
      summary: 'What waits to be published.',
      answers: answered('How much, and for how long.'),
      handle: async () => ok(await operations.outbox()),
    }),
    route({
      ...facts,
      method: 'get',
      path: '/internal/backbone/stories/{correlationId}',
      summary: 'What this service said and did in one story.',
      params: { correlationId: text(200) },
      answers: answered('The events published and the messages handled.'),
      handle: async ({ params }) => ok(await operations.story(params.correlationId)),
    }),
    route({
      ...facts,
      method: 'get',
      path: '/internal/backbone/seen',
      summary: 'Which versions of which events came from whom.',
      answers: answered('One item for each event, version and sender.'),
      handle: async () => ok({ items: await operations.versionsSeen() }),
    }),
    ...heldKeyRoutes(operations),
    route({
      ...facts,
      method: 'post',
      path: '/internal/backbone/rehearsals',
      summary: 'What a message would do: its reactions run in a transaction that is rolled back.',
      body: record({ properties: freeObject(), body: base64, queue: optional(text(255)) }),
      answers: answered('The outcome, and the events that would be published.'),
      handle: async ({ body: { properties, body, queue } }) =>
        ok(await operations.rehearse({ properties, body: Buffer.from(body, 'base64') }, queue)),
    }),
  ]
}

const heldKeyRoutes = (operations: Operations): Route[] => [
  route({
    ...facts,
    method: 'get',
    path: '/internal/backbone/held-keys',
    summary: 'The entities that wait for a message which failed in an ordered reaction.',
    answers: answered('The longest wait first.'),
    handle: async () => ok({ items: await operations.heldKeys() }),
  }),
  route({
    ...facts,
    method: 'post',
    path: '/internal/backbone/held-keys/{key}/resume',
    summary: 'Tries the message that an entity waits for again, and those behind it in their order.',
    params: { key: text(200) },
    answers: { 204: { description: 'It is tried now.' } },
    refuses: [NotFound],
    handle: async ({ params }) => {
      if (!(await operations.resumeKey(params.key))) throw NotFound()
      return noContent()
    },
  }),
]
