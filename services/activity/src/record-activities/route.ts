// POST /v1/activities: takes one activity or a batch, and answers as soon as the broker has them.
import { type Answer, type Caller, route } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import type { KnownTypes } from '../define-types/known-types.js'
import { InvalidActivity, NotHandedOver, Overloaded, TooManyActivities } from '../errors.js'
import { postShape, resultsShape } from '../shapes.js'
import type { Admission } from './admission.js'
import type { HandOver } from './hand-over.js'
import { type ItemResult, judgeBatch } from './judge-batch.js'
import type { PostedIds } from './posted-ids.js'

interface RecordParts {
  handOver: HandOver
  admission: Admission
  postedIds: PostedIds
  known: Pick<KnownTypes, 'checkOf'>
  now: Clock
}

export const recordActivities = ({ handOver, admission, postedIds, known: types, now }: RecordParts) =>
  route({
    method: 'post',
    path: '/v1/activities',
    summary: 'Records what somebody did: one activity, or up to 1,000 of them.',
    tag: 'activity',
    who: 'user',
    clients: { scope: 'events:write' },
    body: postShape,
    judgesBody: true,
    example: { type: 'PAGE_VIEW', properties: { path: '/feed' } },
    answers: {
      202: { description: 'The broker has all of them.', body: resultsShape },
      207: { description: 'Some were refused; the broker has the others.', body: resultsShape },
    },
    refuses: [InvalidActivity, TooManyActivities, NotHandedOver, Overloaded],
    handle: async ({ body, caller }) => {
      admission.admit()
      const { activities, named, results } = judgeBatch(body, {
        by: authorOf(caller),
        receivedAt: now(),
        checkOf: types.checkOf,
      })
      const known = await postedIds.among(named)
      const fresh = activities.filter(({ id }) => !known.has(id))
      if (fresh.length > 0) await handOver(fresh)
      postedIds.note(named.filter(({ id }) => !known.has(id)))
      return answerOf(results.map((one) => (isKnown(one, known) ? { ...one, status: 'duplicate' } : one)))
    },
  })

const authorOf = ({ kind, userId }: Caller) =>
  kind === 'client' ? ({ kind } as const) : ({ kind, userId } as const)

const isKnown = ({ id, status }: ItemResult, known: ReadonlySet<string>): boolean =>
  status === 'accepted' && id !== null && known.has(id)

function answerOf(results: readonly ItemResult[]): Answer {
  const count = (wanted: ItemResult['status']) => results.filter(({ status }) => status === wanted).length
  const rejected = count('rejected')
  const body = { accepted: count('accepted'), duplicates: count('duplicate'), rejected, results }
  return { status: rejected > 0 ? 207 : 202, body }
}
