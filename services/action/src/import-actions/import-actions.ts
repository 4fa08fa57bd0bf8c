// Brings good items along in one transaction: those whose client id came before, in this import or an earlier one, are there already.
import type { ActionParts } from '../change.js'
import { historyOf, tell } from '../tell.js'
import type { Candidate, ItemResult } from './judge-items.js'

const fact = { type: 'created', set: {} } as const

export async function importActions(
  { backbone, actions, imports, past }: ActionParts,
  ownerId: string,
  candidates: readonly Candidate[],
): Promise<ItemResult[]> {
  const { results } = await backbone.transact(async (transaction) => {
    const known = await imports.claim(transaction, ownerId, named(candidates))
    const isNew = ({ clientId, action }: Candidate) =>
      clientId === undefined || known.get(clientId) === action.id
    const begun = candidates.filter(isNew).map(({ action }) => action)
    await actions.insert(transaction, ownerId, begun)
    const entries = begun.map((action) => ({
      actionId: action.id,
      entry: historyOf(undefined, action, fact),
    }))
    await past.note(transaction, entries)
    const results = candidates.map((candidate): ItemResult => {
      const { index, clientId, action } = candidate
      const status = isNew(candidate) ? 'created' : 'duplicate'
      return {
        index,
        id: known.get(clientId ?? '') ?? action.id,
        ...(clientId !== undefined && { clientId }),
        status,
      }
    })
    return { events: begun.map((action) => tell(action, fact, [])), results }
  })
  return results
}

/** Each client id once: the first item that has it. */
function named(candidates: readonly Candidate[]): Map<string, string> {
  const ids = new Map<string, string>()
  for (const { clientId, action } of candidates)
    if (clientId !== undefined && !ids.has(clientId)) ids.set(clientId, action.id)
  return ids
}
