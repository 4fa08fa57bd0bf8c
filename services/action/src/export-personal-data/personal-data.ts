// What the action service keeps of a user, as that user gets to see it.
import { type Action, shownAction } from '../action.js'
import type { ActionStore } from '../action-store.js'
import type { PastStore } from '../past-store.js'

interface Keeping {
  actions: ActionStore
  past: PastStore
}

const atOnce = 1_000

export async function personalDataOf({ actions, past }: Keeping, userId: string) {
  const all: Action[] = []
  for (;;) {
    const last = all.at(-1)
    const seek = { from: last && [last.id], backwards: false, limit: atOnce }
    const page = await actions.find(userId, {}, seek)
    all.push(...page)
    if (page.length < atOnce) break
  }
  return { actions: all.map(shownAction), ...(await past.ofOwner(userId)) }
}
