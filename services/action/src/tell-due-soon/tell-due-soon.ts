// Tells of tasks that will be due before long, each once for each time that it is: the claim and the event are one transaction.
import type { Backbone } from '@eventflow/backbone'
import { ActionDueSoon } from '@eventflow/contracts'
import type { Clock } from '@eventflow/runtime'
import type { ActionStore } from '../action-store.js'

export interface TellingParts {
  actions: ActionStore
  backbone: Pick<Backbone, 'transact'>
  now: Clock
  rules: { aheadMinutes: number; everyMs: number }
}

const atOnce = 200
const minuteMs = 60_000

/** Any replica may, also several at a time. Ends when nothing is left that nobody has in hand. */
export async function tellDueSoon(parts: TellingParts, stop?: AbortSignal): Promise<number> {
  const { actions, backbone, now, rules } = parts
  const until = new Date(now().getTime() + rules.aheadMinutes * minuteMs)
  for (let told = 0; ; ) {
    const { events } = await backbone.transact(async (transaction) => {
      const due = await actions.claimDue(transaction, until, atOnce)
      return {
        events: due.map(({ id, dueAt, ...task }) =>
          ActionDueSoon({ actionId: id, ...task, dueAt: dueAt.toISOString() }),
        ),
      }
    })
    told += events.length
    if (events.length < atOnce || stop?.aborted) return told
  }
}
