// What people may do with their tasks and journals, and see of those of others.
import type { ActionParts } from './change.js'
import { changeAction } from './change-action/route.js'
import { completeAction } from './complete-action/route.js'
import { createAction, createJournal, createTask } from './create-action/route.js'
import { deleteAction } from './delete-action/route.js'
import { importActions } from './import-actions/route.js'
import { listActions, listJournals, listTasks } from './list-actions/route.js'
import { archiveAction, reopenAction, restoreAction } from './move-action/route.js'
import { readAction } from './read-action/route.js'
import { readCompletions } from './read-completions/route.js'
import { readHistory } from './read-history/route.js'

export const actionRoutes = (parts: ActionParts) => [
  ...[createAction(parts), createTask(parts), createJournal(parts), importActions(parts)],
  ...[listActions(parts), listTasks(parts), listJournals(parts)],
  ...[readAction(parts), changeAction(parts), deleteAction(parts), readHistory(parts)],
  readCompletions(parts),
  ...[completeAction(parts), reopenAction(parts), archiveAction(parts), restoreAction(parts)],
]
