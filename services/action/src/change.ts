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
import type { Action } from './action.js'
import type { ActionStore } from './action-store.js'
import { decide, evolve, type Request } from './decide.js'
import { historyOf, tell } from './tell.js'

export interface ActionParts {
  backbone: Backbone
  actions: ActionStore
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
export async function changeOwn({ backbone, actions, now }: ActionParts, wish: Wish): Promise<Action> {
  const { caller, id, request, headers } = wish
  const { action } = await backbone.transact(async (transaction) => {
    const before = ownedBy(caller, await actions.lock(transaction, id), ({ ownerId }) => ownerId)
    if (request.act === 'change' || request.act === 'delete') requireMatch(headers, before.version)
    const at = now()
    const [fact] = decide(before, request, at)
    if (!fact) return { action: before, events: [] }
    // What was done already is done, whichever version the caller has read before (RFC 9110, 13.1.1).
    matchIfSaid(headers, before.version)
    const action = evolve(before, fact, at)
    if (fact.type === 'deleted') await actions.remove(transaction, id)
    else await actions.save(transaction, action, historyOf(before, action, fact))
    return { action, events: [tell(action, fact)] }
  })
  return action
}
