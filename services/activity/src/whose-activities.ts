// Whose activities a caller may read: their own; operators and programs with leave to read see everybody's.
import { type Caller, NotFound } from '@eventflow/http'

/** The person to narrow to; nothing means everybody. What belongs to somebody else does not exist for a user. */
export function whoseActivities(caller: Caller, asked: string | undefined): string | undefined {
  const userId = asked?.toLowerCase()
  if (readsAll(caller)) return userId
  if (userId !== undefined && userId !== caller.userId) throw NotFound()
  return caller.userId
}

/** A program got past the door by its scope alone. */
export const readsAll = ({ kind, roles }: Caller): boolean =>
  kind === 'client' || roles.includes('operator') || roles.includes('admin')
