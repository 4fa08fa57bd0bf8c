// What two people are to each other, seen by the one who acts; and what becomes of it, as a pure decision.
import {
  type DomainEvent,
  UserBlocked,
  UserFollowed,
  UserUnblocked,
  UserUnfollowed,
} from '@eventflow/contracts'
import { PersonNotFound, YouBlockThem } from './errors.js'

/** Since when; null where it is not so. */
interface Side {
  follows: Date | null
  blocks: Date | null
}

export interface Relation {
  /** Counts what has become of the two of them, whoever did it. */
  version: number
  mine: Side
  theirs: Side
}

export const strangers: Relation = {
  version: 0,
  mine: { follows: null, blocks: null },
  theirs: { follows: null, blocks: null },
}

export type Wish = 'follow' | 'unfollow' | 'block' | 'unblock'

export interface Change {
  next: Relation
  event: DomainEvent
}

interface Wished {
  wish: Wish
  followerId: string
  followeeId: string
  now: Date
}

/** Nothing when it is so already. Whoever is blocked is told what somebody is told of whom there never was. */
export function changeOf(relation: Relation, { wish, now, ...pair }: Wished): Change | undefined {
  const { mine, theirs } = relation
  const version = relation.version + 1
  const facts = { ...pair, version, at: now.toISOString() }
  const become = (event: DomainEvent, sides: Partial<Relation>) => ({
    event,
    next: { mine, theirs, ...sides, version },
  })
  switch (wish) {
    case 'follow':
      if (theirs.blocks) throw PersonNotFound()
      if (mine.blocks) throw YouBlockThem()
      return mine.follows ? undefined : become(UserFollowed(facts), { mine: { ...mine, follows: now } })
    case 'unfollow':
      return mine.follows ? become(UserUnfollowed(facts), { mine: { ...mine, follows: null } }) : undefined
    case 'block':
      if (mine.blocks) return undefined
      return become(UserBlocked(facts), {
        mine: { follows: null, blocks: now },
        theirs: { ...theirs, follows: null },
      })
    case 'unblock':
      return mine.blocks ? become(UserUnblocked(facts), { mine: { ...mine, blocks: null } }) : undefined
  }
}
