// What the feed service does when something happened elsewhere, and that it brings back nobody who was erased.
import { type Backbone, heedErasures, type Reaction } from '@eventflow/backbone'
import type { Storage } from '@eventflow/runtime/storage'
import type { BackFillParts } from './back-fill/back-fill.js'
import { backFillWhenUserFollowed } from './back-fill/back-fill-when-user-followed.js'
import { erasePersonalDataWhenUserErasureRequested } from './erase-personal-data/erase-personal-data-when-user-erasure-requested.js'
import { exportPersonalDataWhenUserExportRequested } from './export-personal-data/export-personal-data-when-user-export-requested.js'
import { pushChunkWhenFeedChunkPlanned } from './fan-out/push-chunk-when-feed-chunk-planned.js'
import { fanOutWhenActionCompleted } from './hear-of-actions/fan-out-when-action-completed.js'
import { fanOutWhenActionCreated } from './hear-of-actions/fan-out-when-action-created.js'
import { fanOutWhenActionUpdated } from './hear-of-actions/fan-out-when-action-updated.js'
import type { HearParts } from './hear-of-actions/heard.js'
import { keepActionWhenActionArchived } from './hear-of-actions/keep-action-when-action-archived.js'
import { keepActionWhenActionRestored } from './hear-of-actions/keep-action-when-action-restored.js'
import { withdrawWhenActionDeleted } from './hear-of-actions/withdraw-when-action-deleted.js'
import { withdrawWhenActionReopened } from './hear-of-actions/withdraw-when-action-reopened.js'
import { knowPersonWhenUserRegistered } from './know-people/know-person-when-user-registered.js'
import { renamePersonWhenProfileUpdated } from './know-people/rename-person-when-profile-updated.js'
import type { PersonStore } from './person-store.js'
import type { PersonalDataStore } from './personal-data-store.js'
import { bringListsUpWhenUserBlocked } from './relate/bring-lists-up-when-user-blocked.js'
import { bringListsUpWhenUserUnblocked } from './relate/bring-lists-up-when-user-unblocked.js'
import { bringListsUpWhenUserUnfollowed } from './relate/bring-lists-up-when-user-unfollowed.js'

type PushChunkParts = Parameters<typeof pushChunkWhenFeedChunkPlanned>[0]

interface ReactionParts extends HearParts, BackFillParts, PushChunkParts {
  people: PersonStore
  actions: HearParts['actions'] & BackFillParts['actions']
  relations: BackFillParts['relations'] & PushChunkParts['relations']
  personal: PersonalDataStore
  storage: Storage
  backbone: Backbone
}

export const reactionsOf = (parts: ReactionParts): Reaction[] =>
  heedErasures(parts.personal, [
    knowPersonWhenUserRegistered(parts),
    renamePersonWhenProfileUpdated(parts),
    fanOutWhenActionCreated(parts),
    fanOutWhenActionCompleted(parts),
    fanOutWhenActionUpdated(parts),
    withdrawWhenActionReopened(parts),
    withdrawWhenActionDeleted(parts),
    keepActionWhenActionArchived(parts),
    keepActionWhenActionRestored(parts),
    pushChunkWhenFeedChunkPlanned(parts),
    backFillWhenUserFollowed(parts),
    bringListsUpWhenUserUnfollowed(parts),
    bringListsUpWhenUserBlocked(parts),
    bringListsUpWhenUserUnblocked(parts),
    exportPersonalDataWhenUserExportRequested(parts),
    erasePersonalDataWhenUserErasureRequested(parts),
  ])
