// POST /v1/actions/import: brings along what somebody has elsewhere, and says of each item what became of it.
import { listOf } from '@eventflow/contracts'
import { type Answer, route } from '@eventflow/http'
import type { ActionParts } from '../change.js'
import { ErasureUnderWay, NoItems, TooManyItems } from '../errors.js'
import { importActions as importThem } from './import-actions.js'
import { type ItemResult, judgeItems } from './judge-items.js'
import { importedShape, itemsAtMost, outcomeShape } from './shapes.js'

export const importActions = (parts: ActionParts) =>
  route({
    method: 'post',
    path: '/v1/actions/import',
    summary:
      'Brings along up to 1,000 tasks and journals; one with a `clientId` comes once, however often it is sent.',
    tag: 'action',
    who: 'user',
    idempotency: 'optional',
    body: listOf(importedShape, itemsAtMost, 1),
    judgesBody: true,
    example: [{ clientId: 'todo-17', kind: 'task', title: 'Oil the bearings', tags: ['engine'] }],
    answers: {
      200: { description: 'All of them are there.', body: outcomeShape },
      207: { description: 'Some were refused; the others are there.', body: outcomeShape },
    },
    refuses: [NoItems, TooManyItems, ErasureUnderWay],
    handle: async ({ caller: { userId }, body }) => {
      if (!Array.isArray(body) || body.length === 0) throw NoItems()
      if (body.length > itemsAtMost) throw TooManyItems()
      const { candidates, refused } = judgeItems(body, userId, parts.now())
      const brought = candidates.length > 0 ? await importThem(parts, userId, candidates) : []
      return answerOf([...brought, ...refused])
    },
  })

function answerOf(unordered: readonly ItemResult[]): Answer {
  const results = [...unordered].sort((one, other) => one.index - other.index)
  const count = (wanted: ItemResult['status']) => results.filter(({ status }) => status === wanted).length
  const refused = count('refused')
  const body = { created: count('created'), duplicates: count('duplicate'), refused, results }
  return { status: refused > 0 ? 207 : 200, body }
}
