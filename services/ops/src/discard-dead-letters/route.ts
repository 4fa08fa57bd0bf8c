// POST /v1/ops/dead-letters/discard: dead letters that nobody will handle any more, with the reason.
import { exactlyOne, integer, record, text } from '@eventflow/contracts'
import { type Audited, actorOf, ok, route } from '@eventflow/http'
import { newId } from '@eventflow/runtime'
import { AlreadyDiscarded, AlreadyReplayed, LetterNotFound, NothingWaits, ReplayUnderWay } from '../errors.js'
import type { LetterStore } from '../letter-store.js'
import { chosenAtMost, requireAll, selectionFields, selectionOf, selectors } from '../selection.js'

interface DiscardParts {
  letters: LetterStore
  audited: Audited
}

export const discardDeadLetters = ({ letters, audited }: DiscardParts) =>
  route({
    method: 'post',
    path: '/v1/ops/dead-letters/discard',
    summary: 'Discards dead letters with a reason: some, all of a fingerprint, or all of a queue.',
    tag: 'ops',
    who: 'operator',
    body: exactlyOne(record({ ...selectionFields, reason: text(500, 3) }), ...selectors),
    example: { ids: ['0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'], reason: 'sent by a test' },
    answers: { 200: { description: 'How many.', body: record({ discarded: integer(1) }) } },
    refuses: [LetterNotFound, AlreadyReplayed, AlreadyDiscarded, ReplayUnderWay, NothingWaits],
    handle: async ({ body, caller, address }) => {
      const selection = selectionOf(body)
      const act = {
        action: 'dead-letters.discarded',
        target: `discard:${newId()}`,
        actor: actorOf(caller),
        address,
      }
      const discarded = await audited.change(act, async (transaction) => {
        const chosen = await letters.choose(transaction, selection, chosenAtMost)
        requireAll(selection, chosen)
        if (chosen.length === 0) throw NothingWaits()
        const ids = chosen.map(({ id }) => id)
        await letters.discard(transaction, ids, body.reason)
        return { result: ids.length, after: { ...selection, letters: ids.length, reason: body.reason } }
      })
      return ok({ discarded })
    },
  })
