// What happened to an action, as its history keeps it and as the others are told.
import { isDeepStrictEqual } from 'node:util'
import {
  ActionArchived,
  ActionCompleted,
  ActionCreated,
  ActionDeleted,
  ActionReopened,
  ActionRestored,
  ActionUpdated,
  type DataOf,
  type DomainEvent,
} from '@eventflow/contracts'
import { type Action, shownAction, writtenFields } from './action.js'
import type { Fact } from './decide.js'

export interface HistoryEntry {
  version: number
  type: string
  at: Date
  by: string
  /** What each field was and what it became. */
  changes: Record<string, { from: unknown; to: unknown }>
}

const keptInHistory = ['kind', 'status', ...writtenFields, 'completedAt'] as const

/** `before` is undefined for one that has just begun. */
export function historyOf(before: Action | undefined, after: Action, fact: Fact): HistoryEntry {
  const [was, is] = [before && shownAction(before), shownAction(after)]
  const changes: HistoryEntry['changes'] = {}
  for (const field of keptInHistory) {
    const from = was?.[field] ?? null
    if (!isDeepStrictEqual(from, is[field])) changes[field] = { from, to: is[field] }
  }
  return {
    version: after.version,
    type: `action.${fact.type}`,
    at: after.updatedAt,
    by: after.ownerId,
    changes,
  }
}

type Facts = DataOf<typeof ActionCreated>

/** `changed` names the fields that read differently. */
export function tell(after: Action, { type, occurrence }: Fact, changed: readonly string[]): DomainEvent {
  const facts = factsOf(after)
  switch (type) {
    case 'created':
      return ActionCreated(facts)
    case 'updated':
      return ActionUpdated({ ...facts, changes: [...changed] })
    case 'completed':
      return ActionCompleted({
        ...facts,
        completedAt: after.updatedAt.toISOString(),
        ...(occurrence && { occurrence: occurrence.toISOString() }),
      })
    case 'reopened':
      return ActionReopened(facts)
    case 'archived':
      return ActionArchived(facts)
    case 'restored':
      return ActionRestored(facts)
    case 'deleted':
      return ActionDeleted(facts)
  }
}

const factsOf = (action: Action): Facts => {
  const { dueAt, completedAt } = action
  return {
    actionId: action.id,
    ownerId: action.ownerId,
    kind: action.kind,
    title: action.title,
    visibility: action.visibility,
    tags: action.tags,
    ...(dueAt && { dueAt: dueAt.toISOString() }),
    ...(completedAt && { completedAt: completedAt.toISOString() }),
    version: action.version,
  }
}
