// GET /v1/ops/held-keys: which entities wait for a message that failed; POST .../resume: has it and those behind it tried again.
import { instant, integer, listOf, nullable, prose, record, text } from '@eventflow/contracts'
import { type Audited, actorOf, noContent, ok, route } from '@eventflow/http'
import type { Logger } from '@eventflow/runtime'
import { HeldKeyNotFound, ServiceUnreachable } from '../errors.js'
import { type Fleet, NotAnswered } from '../fleet.js'

const heldKeyShape = record({
  service: text(100),
  key: text(200),
  count: integer(1),
  type: text(255),
  messageId: text(255),
  error: prose(2_000),
  attempt: integer(1),
  since: instant(),
  nextAt: nullable(instant()),
})

export const readHeldKeys = ({ fleet }: { fleet: Fleet }) =>
  route({
    method: 'get',
    path: '/v1/ops/held-keys',
    summary: 'Entities whose messages wait, in order, behind one that failed.',
    tag: 'ops',
    who: 'operator',
    answers: {
      200: {
        description:
          'Of each service those that wait longest; `unreachable` names services that told nothing.',
        body: record({ items: listOf(heldKeyShape, 10_000), unreachable: listOf(text(100), 100) }),
      },
    },
    handle: async ({ headers }) => {
      const { replies, unreachable } = await fleet.heldKeys(headers.authorization)
      const items = replies.flatMap(({ service, answer }) => answer.items.map((key) => ({ service, ...key })))
      return ok({ items, unreachable })
    },
  })

interface ResumeParts {
  fleet: Fleet
  audited: Audited
  logger: Logger
}

export const resumeHeldKey = ({ fleet, audited, logger }: ResumeParts) =>
  route({
    method: 'post',
    path: '/v1/ops/held-keys/resume',
    summary: 'Has the message that an entity waits for tried again now, and those behind it in their order.',
    tag: 'ops',
    who: 'operator',
    body: record({ service: text(100), key: text(200) }),
    example: { service: 'user', key: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12' },
    answers: { 204: { description: 'It is tried now.' } },
    refuses: [HeldKeyNotFound, ServiceUnreachable],
    handle: async ({ body: { service, key }, caller, address, headers: { authorization } }) => {
      const act = {
        action: 'held-key.resumed',
        target: `held-key:${service}:${key}`,
        actor: actorOf(caller),
        address,
      }
      await audited.ask(act, async () => {
        if (!fleet.services.includes(service))
          throw HeldKeyNotFound({ detail: `There is no service ${service}.` })
        await fleet.resumeKey(service, key, authorization).catch((error: Error) => {
          if (error instanceof NotAnswered && error.status === 404) throw HeldKeyNotFound()
          logger.warn('a held key could not be resumed', { service, error: error.message })
          throw ServiceUnreachable({
            detail: `${service}: ${error instanceof NotAnswered ? error.message : 'it does not answer'}.`,
            retryAfterSeconds: 5,
          })
        })
        return { result: undefined }
      })
      return noContent()
    },
  })
