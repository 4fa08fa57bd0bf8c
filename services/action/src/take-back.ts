// Tells all services who may see an action no longer, ahead of its event: nobody is to read what was just taken back.
import { setTimeout as pause } from 'node:timers/promises'
import type { Revocation, RevocationMarks } from '@eventflow/runtime/revocations'
import type { Action } from './action.js'
import type { Request } from './decide.js'

/** A change is told anew when it is asked for once more: the first telling may have ended with its process. */
export function revocationOf({ version, visibility }: Action, request: Request): Revocation | undefined {
  if (request.act === 'delete') return { version, visibility: 'nobody' }
  if (request.act !== 'change' || request.to.visibility === undefined) return undefined
  return visibility === 'public' ? undefined : { version, visibility }
}

/** As long as Redis takes to come back after it was started anew. Beyond that the event alone tells it. */
const patienceMs = 5_000
const betweenTriesMs = 50

export async function takeBack(
  marks: Pick<RevocationMarks, 'tell'>,
  { id: actionId, ownerId }: Action,
  revocation: Revocation,
): Promise<void> {
  const endsAt = Date.now() + patienceMs
  while (!(await marks.tell({ actionId, ownerId }, revocation)) && Date.now() < endsAt)
    await pause(betweenTriesMs)
}
