// What this service knows of people and their doings from elsewhere, and what it tells them of.
import type { Reaction } from '@eventflow/backbone'
import { announceWhenActionCompleted } from './announce/announce-when-action-completed.js'
import { announceWhenActionDueSoon } from './announce/announce-when-action-due-soon.js'
import { announceWhenUserFollowed } from './announce/announce-when-user-followed.js'
import type { Announce } from './announce/announcing.js'
import { keepRelationWhenUserBlocked } from './keep-relations/keep-relation-when-user-blocked.js'
import { keepRelationWhenUserFollowed } from './keep-relations/keep-relation-when-user-followed.js'
import { keepRelationWhenUserUnblocked } from './keep-relations/keep-relation-when-user-unblocked.js'
import { keepRelationWhenUserUnfollowed } from './keep-relations/keep-relation-when-user-unfollowed.js'
import type { RelationStore } from './keep-relations/relation-store.js'
import { keepVisibilityWhenActionCreated } from './keep-visibility/keep-visibility-when-action-created.js'
import { keepVisibilityWhenActionDeleted } from './keep-visibility/keep-visibility-when-action-deleted.js'
import { keepVisibilityWhenActionUpdated } from './keep-visibility/keep-visibility-when-action-updated.js'
import type { VisibilityStore } from './keep-visibility/visibility-store.js'
import { keepWishesWhenPreferencesUpdated } from './keep-wishes/keep-wishes-when-preferences-updated.js'
import { keepWishesWhenProfileUpdated } from './keep-wishes/keep-wishes-when-profile-updated.js'
import type { WishStore } from './keep-wishes/wish-store.js'
import { warnOwnerWhenSessionCompromised } from './warn-owner/warn-owner-when-session-compromised.js'
import { warnOwnerWhenUserDisabled } from './warn-owner/warn-owner-when-user-disabled.js'
import { warnOwnerWhenUserEmailChanged } from './warn-owner/warn-owner-when-user-email-changed.js'
import { warnOwnerWhenUserPasswordChanged } from './warn-owner/warn-owner-when-user-password-changed.js'
import { warnOwnerWhenUserSecondFactorChanged } from './warn-owner/warn-owner-when-user-second-factor-changed.js'

interface AnnouncingReactionsParts {
  announce: Announce
  relations: RelationStore
  visibilities: VisibilityStore
  wishes: WishStore
}

/** What is known of the two is kept before anybody is told of it. */
export const announcingReactions = (parts: AnnouncingReactionsParts): Reaction[] => [
  keepWishesWhenPreferencesUpdated(parts),
  keepWishesWhenProfileUpdated(parts),
  keepRelationWhenUserFollowed(parts),
  keepRelationWhenUserUnfollowed(parts),
  keepRelationWhenUserBlocked(parts),
  keepRelationWhenUserUnblocked(parts),
  keepVisibilityWhenActionCreated(parts),
  keepVisibilityWhenActionUpdated(parts),
  keepVisibilityWhenActionDeleted(parts),
  announceWhenActionCompleted(parts),
  announceWhenActionDueSoon(parts),
  announceWhenUserFollowed(parts),
  warnOwnerWhenSessionCompromised(parts),
  warnOwnerWhenUserDisabled(parts),
  warnOwnerWhenUserEmailChanged(parts),
  warnOwnerWhenUserPasswordChanged(parts),
  warnOwnerWhenUserSecondFactorChanged(parts),
]
