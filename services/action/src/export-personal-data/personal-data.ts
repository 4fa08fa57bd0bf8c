// What the action service keeps of a user, as that user gets to see it.
import { type Action, shownAction } from '../action.js'
import type { ActionStore } from '../action-store.js'

const atOnce = 1_000

export async function personalDataOf(actions: ActionStore, userId: string) {
  const all: Action[] = []
  for (;;) {
    const last = all.at(-1)
    const seek = { from: last && [last.id], backwards: false, limit: atOnce }
    const page = await actions.find(userId, {}, seek)
    all.push(...page)
    if (page.length < atOnce) break
  }
  return { actions: all.map(shownAction), history: await actions.historyOfAll(userId) }
}
