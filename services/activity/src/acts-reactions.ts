// What other services tell that people did: it is an activity as any other.

import { recordActionWhenActionArchived } from './record-acts/record-action-when-action-archived.js'
import { recordActionWhenActionCompleted } from './record-acts/record-action-when-action-completed.js'
import { recordActionWhenActionCreated } from './record-acts/record-action-when-action-created.js'
import { recordActionWhenActionDeleted } from './record-acts/record-action-when-action-deleted.js'
import { recordActionWhenActionReopened } from './record-acts/record-action-when-action-reopened.js'
import { recordActionWhenActionRestored } from './record-acts/record-action-when-action-restored.js'
import { recordActionWhenActionUpdated } from './record-acts/record-action-when-action-updated.js'
import { recordLoginWhenSessionStarted } from './record-acts/record-login-when-session-started.js'
import { recordLogoutWhenSessionEnded } from './record-acts/record-logout-when-session-ended.js'
import { recordRegistrationWhenUserRegistered } from './record-acts/record-registration-when-user-registered.js'
import type { KeepActivities } from './store-activities/keep-activities.js'

export const actsReactions = (parts: { keep: KeepActivities }) => [
  recordRegistrationWhenUserRegistered(parts),
  recordLoginWhenSessionStarted(parts),
  recordLogoutWhenSessionEnded(parts),
  recordActionWhenActionCreated(parts),
  recordActionWhenActionUpdated(parts),
  recordActionWhenActionCompleted(parts),
  recordActionWhenActionReopened(parts),
  recordActionWhenActionArchived(parts),
  recordActionWhenActionRestored(parts),
  recordActionWhenActionDeleted(parts),
]
