// Tells somebody who follows them now.
import { repeatableReaction } from '@eventflow/backbone'
import { UserFollowed } from '@eventflow/contracts'
import type { Announce } from './announcing.js'

export const announceWhenUserFollowed = ({ announce }: { announce: Announce }) =>
  repeatableReaction(UserFollowed, ({ data: { followerId: actorId, followeeId: personId }, envelope }) =>
    announce(envelope, { template: 'new-follower', actorId, personId, facts: {} }),
  )
