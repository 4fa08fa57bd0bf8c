// POST /v1/ops/dead-letters/{id}/dry-run: what its consumer would do with a dead letter, without it being done.
import { freeObject, listOf, oneOf, optional, prose, record, text, uuid } from '@eventflow/contracts'
import { type Audited, actorOf, ok, route } from '@eventflow/http'
import type { Logger } from '@eventflow/runtime'
import { hashOf } from '../content-hash.js'
import { LetterNotFound, NobodyToAsk, ServiceUnreachable } from '../errors.js'
import { type Fleet, NotAnswered } from '../fleet.js'
import { currentBody } from '../letter.js'
import type { LetterStore } from '../letter-store.js'

interface RehearseParts {
  letters: LetterStore
  fleet: Fleet
  audited: Audited
  logger: Logger
}

export const rehearseDeadLetter = ({ letters, fleet, audited, logger }: RehearseParts) =>
  route({
    method: 'post',
    path: '/v1/ops/dead-letters/{id}/dry-run',
    summary:
      'Runs the real reactions on the letter in a transaction that is rolled back, and tells the outcome.',
    tag: 'ops',
    who: 'operator',
    params: { id: uuid() },
    answers: {
      200: {
        description: 'What would happen; sealed fields of the events stay sealed.',
        body: record({
          service: text(100),
          outcome: oneOf('handled', 'ignored', 'duplicate', 'failed'),
          reason: optional(text(500)),
          error: optional(prose(2_000)),
          events: listOf(freeObject(), 1_000),
        }),
      },
    },
    refuses: [LetterNotFound, NobodyToAsk, ServiceUnreachable],
    handle: async ({ params, caller, address, headers: { authorization } }) => {
      const letter = await letters.byId(params.id)
      if (!letter) throw LetterNotFound()
      // A queue is called by its service, further ones of it behind a dot.
      const [service = ''] = letter.queue.split('.', 1)
      if (!fleet.services.includes(service)) throw NobodyToAsk({ detail: `The queue is ${letter.queue}.` })
      const body = currentBody(letter)
      const act = {
        action: 'dead-letter.rehearsed',
        target: `dead-letter:${letter.id}`,
        actor: actorOf(caller),
        address,
      }
      const rehearsal = await audited.ask(act, async () => {
        const properties = { ...letter.properties, headers: { ...letter.headers, 'x-attempt': 1 } }
        const asked = fleet.rehearse(service, { properties, body, queue: letter.queue }, authorization)
        const result = await asked.catch((error: Error) => {
          logger.warn('a dry run was not answered', { service, error: error.message })
          throw ServiceUnreachable({
            detail: `${service}: ${error instanceof NotAnswered ? error.message : 'it does not answer'}.`,
            retryAfterSeconds: 5,
          })
        })
        return { result, after: { body: hashOf(body), outcome: result.outcome } }
      })
      return ok({ service, ...rehearsal })
    },
  })
