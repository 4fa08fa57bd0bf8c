// GET /v1/ops/dead-letters/{id}: one dead letter with its headers, its body, and the verdict of its contract.
import { uuid } from '@eventflow/contracts'
import { ok, route } from '@eventflow/http'
import { LetterNotFound } from '../errors.js'
import type { LetterStore } from '../letter-store.js'
import { letterShape } from '../shapes.js'
import { showLetter } from '../show-letter.js'

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
