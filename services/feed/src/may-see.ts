// Who may see what somebody has done; everything that shows an activity asks here.
import type { Revocation } from '@eventflow/runtime/revocations'
import type { ActionState, Visibility } from './action-store.js'
import type { ActivityFacts } from './activity-key.js'
import type { Relation } from './relation.js'

export interface Viewer {
  /** Somebody's own things; nobody's blocks matter then. */
  isOwner?: boolean
  relation: Relation | undefined
}

/** The narrower of what is known and what was told ahead of its event. */
export function visibilityOf(action: ActionState, revoked: Revocation | undefined): Visibility {
  return revoked && revoked.version > action.version ? revoked.visibility : action.visibility
}

export function maySee({ isOwner = false, relation }: Viewer, visibility: Visibility): boolean {
  if (visibility === 'nobody') return false
  if (isOwner) return true
  if (visibility === 'private' || relation?.mine.blocks || relation?.theirs.blocks) return false
  return visibility === 'public' || Boolean(relation?.mine.follows)
}

/** A task that was taken up again was not completed after all; one that comes again stays completed each time that it was. */
export const stillHolds = (action: ActionState, { verb, isOneOfMany }: ActivityFacts): boolean =>
  verb !== 'completed' || isOneOfMany || !action.isReopened
