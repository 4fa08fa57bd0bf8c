// PATCH /v1/ops/dead-letters/{id}: mends the body of a dead letter, as far as its contract allows.
import { freeObject, record, uuid } from '@eventflow/contracts'
import { type Audited, actorOf, ok, PreconditionRequired, requireMatch, route, Stale } from '@eventflow/http'
import { hashOf } from '../content-hash.js'
import {
  AlreadyDiscarded,
  AlreadyReplayed,
  BodyRefused,
  LetterNotFound,
  NoContract,
  ReplayUnderWay,
} from '../errors.js'
import { currentBody, requireWaiting } from '../letter.js'
import type { LetterStore } from '../letter-store.js'
import { letterShape } from '../shapes.js'
import { showLetter } from '../show-letter.js'
import { editedBody } from './edited-body.js'

interface EditParts {
  letters: LetterStore
  audited: Audited
}

export const editDeadLetter = ({ letters, audited }: EditParts) =>
  route({
    method: 'patch',
    path: '/v1/ops/dead-letters/{id}',
    summary: 'Changes fields of the body, as a merge patch; the whole has to satisfy its contract.',
    tag: 'ops',
    who: 'operator',
    params: { id: uuid() },
    body: record({ body: freeObject() }),
    bodyTypes: ['application/json', 'application/merge-patch+json'],
    example: { body: { email: 'ada@example.test' } },
    answers: { 200: { description: 'The dead letter as it is now.', body: letterShape } },
    refuses: [
      LetterNotFound,
      AlreadyReplayed,
      AlreadyDiscarded,
      ReplayUnderWay,
      NoContract,
      BodyRefused,
      Stale,
      PreconditionRequired,
    ],
    handle: async ({ params, body, headers, caller, address }) => {
      const act = {
        action: 'dead-letter.edited',
        target: `dead-letter:${params.id}`,
        actor: actorOf(caller),
        address,
      }
      const edited = await audited.change(act, async (transaction) => {
        const letter = await letters.lock(transaction, params.id)
        if (!letter) throw LetterNotFound()
        requireMatch(headers, letter.version)
        requireWaiting(letter)
        const bytes = editedBody(letter, body.body)
        await letters.edit(transaction, letter, bytes)
        return {
          result: { ...letter, editedBody: bytes, version: letter.version + 1 },
          before: { body: hashOf(currentBody(letter)) },
          after: { body: hashOf(bytes) },
        }
      })
      return ok(showLetter(edited), { version: edited.version })
    },
  })
