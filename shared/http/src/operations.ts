// What operators may ask a service about its messages, from inside the platform: the gateway does not lead here.
import { freeObject, patterned, record, text } from '@eventflow/contracts'
import { ok } from './answer.js'
import { type Route, route } from './route.js'

/** What a backbone can tell; declared here, since the backbone is not known to this package. */
export interface Operations {
  outbox(): Promise<unknown>
  story(correlationId: string): Promise<unknown>
  versionsSeen(): Promise<unknown>
  rehearse(message: { properties: object; body: Buffer }): Promise<unknown>
}

/** As a message may be, in base64. */
const bodyAtMost = 1_400_000
const base64 = patterned(/^[A-Za-z0-9+/]*={0,2}$/, 'base64', bodyAtMost)

export function operationRoutes(operations: Operations): Route[] {
  const facts = { tag: 'operations', who: 'operator' as const }
  const answered = (description: string) => ({ 200: { description } })
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
    route({
      ...facts,
      method: 'post',
      path: '/internal/backbone/rehearsals',
      summary: 'What a message would do: its reactions run in a transaction that is rolled back.',
      body: record({ properties: freeObject(), body: base64 }),
      answers: answered('The outcome, and the events that would be published.'),
      handle: async ({ body }) =>
        ok(
          await operations.rehearse({ properties: body.properties, body: Buffer.from(body.body, 'base64') }),
        ),
    }),
  ]
}
