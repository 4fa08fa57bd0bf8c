// Looks up what a decision is made from: the people it is about, and what keeps them from being told.
import type { Models } from '@eventflow/runtime/mongo'
import type { schemas } from '../schemas.js'
import type { HiddenBecause } from './decide.js'
import type { Person } from './person.js'
import type { QuietHours } from './quiet-hours.js'
import { relationIdOf } from './relation.js'

/** What an announcement or a delivery tells of, as far as it can be hidden from somebody. */
export interface Told {
  actorId?: string | undefined
  actionId?: string | undefined
}

export interface PeopleSource {
  one(userId: string): Promise<Person>
  /** In one look each, in the order asked for. */
  many(userIds: readonly string[]): Promise<Person[]>
  hiddenFrom(userId: string, told: Told): Promise<HiddenBecause | undefined>
  /** The same for people of whom it is known that they follow whoever did it. */
  hiddenFromFollowers(userIds: readonly string[], told: Told): Promise<Map<string, HiddenBecause>>
}

type PeopleModels = Pick<
  Models<typeof schemas>,
  'contacts' | 'wishes' | 'relations' | 'visibilities' | 'tombstones'
>

const usualZone = 'UTC'
const usualLocale = 'en'

export function peopleIn(models: PeopleModels): PeopleSource {
  const { contacts, wishes, relations, visibilities, tombstones } = models
  const many = async (userIds: readonly string[]): Promise<Person[]> => {
    const ids = { _id: { $in: [...userIds] } }
    const [known, wanted] = await Promise.all([contacts.find(ids).lean(), wishes.find(ids).lean()])
    const contactOf = new Map(known.map((one) => [one._id, one]))
    const wishOf = new Map(wanted.map((one) => [one._id, one]))
    return userIds.map((userId) => personOf(userId, contactOf.get(userId), wishOf.get(userId)))
  }
  return {
    many,
    one: async (userId) => (await many([userId]))[0] as Person,
    hiddenFrom: async (userId, { actorId, actionId }) => {
      const [relation, visibility, erased] = await Promise.all([
        actorId === undefined
          ? undefined
          : relations.findById(relationIdOf({ followeeId: actorId, followerId: userId })).lean(),
        actionId === undefined ? undefined : visibilities.findById(actionId).lean(),
        actorId === undefined ? undefined : tombstones.exists({ _id: actorId }),
      ])
      if (erased) return 'erased'
      if (relation?.blocks || relation?.isBlocked) return 'blocked'
      // To its owner an action is visible as long as it is there.
      const sees =
        actorId === undefined ? !isGone(visibility) : isShown(visibility, relation?.follows === true)
      return actionId === undefined || sees ? undefined : 'no longer visible'
    },
    hiddenFromFollowers: async (userIds, { actorId, actionId }) => {
      const [visibility, erased] = await Promise.all([
        actionId === undefined ? undefined : visibilities.findById(actionId).lean(),
        actorId === undefined ? undefined : tombstones.exists({ _id: actorId }),
      ])
      const isHidden = actionId !== undefined && !isShown(visibility, true)
      const because = erased ? 'erased' : isHidden ? 'no longer visible' : undefined
      return new Map(because ? userIds.map((userId) => [userId, because]) : [])
    },
  }
}

type Seen = { visibility: string } | null | undefined

const isGone = (action: Seen): boolean => action?.visibility === 'nobody'

const isShown = (action: Seen, follows: boolean): boolean =>
  action?.visibility === 'public' || (action?.visibility === 'followers' && follows)

interface Contacted {
  email?: string | null
  locale?: string | null
}

interface Wished {
  channels?: unknown
  quietHours?: unknown
  digest?: unknown
  locale?: string | null
  timeZone?: string | null
  unsubscribed?: unknown
  reachedBy?: { push?: boolean | null; webhook?: boolean | null } | null
}

function personOf(userId: string, contact: Contacted | undefined, wish: Wished | undefined): Person {
  const quietHours = (wish?.quietHours ?? null) as QuietHours | null
  return {
    userId,
    reach: {
      inApp: true,
      email: typeof contact?.email === 'string',
      push: wish?.reachedBy?.push === true,
      webhook: wish?.reachedBy?.webhook === true,
    },
    locale: wish?.locale ?? contact?.locale ?? usualLocale,
    timeZone: wish?.timeZone ?? quietHours?.timeZone ?? usualZone,
    channels: withoutStopped(wish),
    quietHours,
    digest: (wish?.digest ?? {}) as Person['digest'],
  }
}

/** What was stopped from within a message counts as switched off. */
function withoutStopped(wish: Wished | undefined): Person['channels'] {
  const channels = (wish?.channels ?? {}) as Record<string, Record<string, boolean>>
  const stopped = (wish?.unsubscribed ?? {}) as Record<string, Record<string, boolean>>
  const both = { ...channels }
  for (const [channel, categories] of Object.entries(stopped)) {
    const off = Object.keys(categories).map((category) => [category, false])
    both[channel] = { ...both[channel], ...Object.fromEntries(off) }
  }
  return both
}
