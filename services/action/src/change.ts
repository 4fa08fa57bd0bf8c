// One change of an action: locked, decided, written with its history, and told, in one transaction.
import type { Backbone } from '@eventflow/backbone'
import {
  type Caller,
  type Cursors,
  matchIfSaid,
  ownedBy,
  type RequestFacts,
  requireMatch,
} from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import type { RevocationMarks } from '@eventflow/runtime/revocations'
import type { Action } from './action.js'
import type { ActionStore } from './action-store.js'
import { decide, evolve, type Request } from './decide.js'
import type { ImportStore } from './import-store.js'
import type { PastStore } from './past-store.js'
import { revocationOf, takeBack } from './take-back.js'
import { historyOf, tell } from './tell.js'

export interface ActionParts {
  backbone: Backbone
  actions: ActionStore
  past: PastStore
  marks: Pick<RevocationMarks, 'tell'>
  imports: ImportStore
  cursors: Cursors
  now: Clock
}

interface Wish {
  caller: Caller
  id: string
  request: Request
  headers: RequestFacts['headers']
}

/** Answers the action as it is afterwards. */
export async function changeOwn(parts: ActionParts, wish: Wish): Promise<Action> {
  const { backbone, actions, past, marks, now } = parts
  const { caller, id, request, headers } = wish
  const { action } = await backbone.transact(async (transaction) => {
    const before = ownedBy(caller, await actions.lock(transaction, id), ({ ownerId }) => ownerId)
    if (request.act === 'change' || request.act === 'delete') requireMatch(headers, before.version)
    const at = now()
    const [fact] = decide(
      before,
      await whetherDone(request, before, (time) => past.isDone(transaction, id, time)),
      at,
    )
    if (!fact) return { action: before, events: [] }
    // What was done already is done, whichever version the caller has read before (RFC 9110, 13.1.1).
    matchIfSaid(headers, before.version)
    const action = evolve(before, fact, at)
    const entry = historyOf(before, action, fact)
    if (fact.type === 'deleted') await actions.remove(transaction, id)
    else {
      // Sent one behind the other, without waiting in between.
      const saved = actions.save(transaction, action)
      await Promise.all([saved, past.note(transaction, [{ actionId: id, entry, ...fact }])])
    }
    return { action, events: [tell(action, fact, Object.keys(entry.changes))] }
  })
  const revocation = revocationOf(action, request)
  if (revocation) await takeBack(marks, action, revocation)
  return action
}

/** Only of a time that is not the one which is due has to be asked whether it was done. */
async function whetherDone(
  request: Request,
  { dueAt }: Action,
  isDone: (occurrence: Date) => Promise<boolean>,
): Promise<Request> {
  if (request.act !== 'complete' || !request.occurrence) return request
  if (request.occurrence.getTime() === dueAt?.getTime()) return request
  return { ...request, isDone: await isDone(request.occurrence) }
}
