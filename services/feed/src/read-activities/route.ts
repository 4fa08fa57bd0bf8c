// GET /v1/profiles/{userId}/activities: what somebody has done, as far as the caller may see it.
import { uuid } from '@eventflow/contracts'
import { type Cursors, pageQuery, pageShape, readPage, route, type Seek } from '@eventflow/http'
import type { ActionStore } from '../action-store.js'
import { factsIn } from '../activity-key.js'
import { PersonNotFound } from '../errors.js'
import type { Hydrator, Shown } from '../hydrate.js'
import type { PersonStore } from '../person-store.js'
import type { RelationStore } from '../relation-store.js'
import { activityShape, objectOf, timeOf } from '../shapes.js'

interface ReadActivitiesParts {
  actions: Pick<ActionStore, 'doneBy'>
  people: Pick<PersonStore, 'named'>
  relations: Pick<RelationStore, 'between'>
  hydrate: Hydrator
  cursors: Cursors
}

/** How many that may not be seen are passed over for one page. */
const looksAtMost = 20

export const readActivities = ({ people, relations, cursors, ...parts }: ReadActivitiesParts) =>
  route({
    method: 'get',
    path: '/v1/profiles/{userId}/activities',
    summary: 'What somebody has done, newest first.',
    tag: 'feed',
    who: 'user',
    params: { userId: uuid() },
    query: pageQuery,
    answers: { 200: { description: 'A page of activities.', body: pageShape(activityShape) } },
    refuses: [PersonNotFound],
    handle: async ({ caller, params, query }) => {
      const userId = params.userId.toLowerCase()
      const person = (await people.named([userId])).get(userId)
      const relation = (await relations.between(caller.userId, [userId])).get(userId)
      if (!person || relation?.mine.blocks || relation?.theirs.blocks) throw PersonNotFound()
      return readPage<Shown>({
        cursors,
        path: `/v1/profiles/${userId}/activities`,
        owner: caller.userId,
        filters: {},
        query,
        fetch: (seek) => visibleOf(parts, { readerId: caller.userId, personId: userId }, seek),
        positionOf: ({ line }) => [line.key],
        show: ({ facts, action }) => ({
          id: facts.activityId,
          verb: facts.verb,
          actor: person,
          object: objectOf(action),
          publishedAt: timeOf(facts),
        }),
      })
    },
  })

/** Looks on until the page is full: what may not be seen takes no place on it. */
async function visibleOf(
  { actions, hydrate }: Pick<ReadActivitiesParts, 'actions' | 'hydrate'>,
  { readerId, personId }: { readerId: string; personId: string },
  { from, backwards, limit }: Seek,
): Promise<Shown[]> {
  const found: Shown[] = []
  let last = from?.[0] as string | undefined
  for (let looks = 0; looks < looksAtMost && found.length < limit; looks++) {
    const some = await actions.doneBy(personId, { limit: limit * 2, from: last, backwards })
    const lines = some.map(({ storedAt, ...line }) => ({ ...line, addedAt: storedAt }))
    found.push(...(await hydrate.visible(readerId, lines, 'profile')).filter(isLatest))
    last = some.at(-1)?.key
    if (some.length < limit * 2) break
  }
  return found.slice(0, limit)
}

/** What happened again stands where it happened last. */
const isLatest = ({ facts, line, action }: Shown): boolean =>
  !action.happened.some((key) => key < line.key && factsIn(key).activityId === facts.activityId)
