// What is known of each action, and what people have done; both come in any order, and more than once.
import type { Clock } from '@eventflow/runtime'
import { isDuplicate, type Models } from '@eventflow/runtime/mongo'
import { keyIn, lineId, linesOf, personIn } from './activity-key.js'
import type { schemas } from './schemas.js'

export type Visibility = 'private' | 'followers' | 'public' | 'nobody'

export interface ActionState {
  id: string
  ownerId: string
  kind: string
  title: string
  visibility: Visibility
  /** Was completed, and is not any more. */
  isReopened: boolean
  version: number
}

export interface KnownAction extends ActionState {
  /** The keys of what was done with it. */
  happened: readonly string[]
}

export interface Activity {
  key: string
  by: string
  kind: string
  storedAt: Date
}

export interface ActionStore {
  /** Keeps what was told, unless later things are known, and what was done; answers what is known then. */
  hear(
    told: Omit<ActionState, 'isReopened'>,
    news: { isReopened?: boolean; key?: string | undefined },
  ): Promise<KnownAction>
  find(ids: readonly string[]): Promise<Map<string, KnownAction>>
  /** The newest of somebody's activities, from a key on. */
  doneBy(
    personId: string,
    page: { limit: number; from?: string | undefined; backwards?: boolean },
  ): Promise<Activity[]>
}

interface ActionStoreParts {
  models: Pick<Models<typeof schemas>, 'actions' | 'activities'>
  now: Clock
}

export function actionStore({ models: { actions, activities }, now }: ActionStoreParts): ActionStore {
  return {
    hear: async ({ id: _id, ...told }, { isReopened, key }) => {
      await unlessThere(
        actions.updateOne(
          { _id, version: { $lt: told.version } },
          {
            $set: told,
            $setOnInsert: { happened: [], isReopened: false, doneVersion: 0 },
          },
          { upsert: true },
        ),
      )
      if (isReopened !== undefined) {
        const { version: doneVersion } = told
        await actions.updateOne(
          { _id, doneVersion: { $lt: doneVersion } },
          { $set: { isReopened, doneVersion } },
        )
      }
      if (key !== undefined) {
        const line = { _id: lineId(told.ownerId, key), kind: told.kind, storedAt: now() }
        await unlessThere(activities.collection.insertOne(line as never))
        await actions.updateOne({ _id }, { $addToSet: { happened: key } })
      }
      const known = await actions.findById(_id).lean()
      if (!known) throw new Error('an action was erased while it was heard of')
      return knownOf(known)
    },
    find: async (ids) => {
      const found = await actions.find({ _id: { $in: [...ids] } }).lean()
      return new Map(found.map((one) => [one._id, knownOf(one)]))
    },
    doneBy: async (personId, { limit, from, backwards = false }) => {
      const range = linesOf(personId)
      const here = from === undefined ? undefined : lineId(personId, from)
      const _id = backwards
        ? { ...range, ...(here && { $lt: here }) }
        : here
          ? { $gt: here, $lt: range.$lt }
          : range
      const found = await activities
        .find({ _id })
        .sort({ _id: backwards ? -1 : 1 })
        .limit(limit)
        .lean()
      return found.map(({ _id: id, kind, storedAt }) => ({
        key: keyIn(id),
        by: personIn(id),
        kind,
        storedAt,
      }))
    },
  }
}

type Stored = Omit<KnownAction, 'id' | 'visibility' | 'title'> & {
  _id: string
  visibility: string
  title?: string | null
}

const knownOf = ({
  _id,
  ownerId,
  kind,
  title,
  visibility,
  isReopened,
  version,
  happened,
}: Stored): KnownAction => ({
  ...{ id: _id, ownerId, kind, isReopened, version, happened },
  title: title ?? '',
  visibility: visibility as Visibility,
})

/** Something later is known already, or the same. */
async function unlessThere(write: Promise<unknown>): Promise<void> {
  try {
    await write
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
}
