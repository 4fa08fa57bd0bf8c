// Messages through reactions that need no inbox, since doing their work again changes nothing.
import type { Handle, Outcome, Reading } from './handle-messages.js'
import { type BulkReaction, isIgnored, type RepeatableReaction } from './reaction.js'
import type { TimeLimit } from './time-limit.js'

type Unguarded = RepeatableReaction | BulkReaction

/** What fails in the middle is repeated as a whole. */
export const unguardedHandling =
  (limited: TimeLimit): Handle<Unguarded> =>
  async (readings) => {
    const outcomes: Outcome[] = []
    for (const reading of readings) outcomes.push(await reading.inContext(() => limited(repeatOne(reading))))
    for (const reaction of bulkReactionsIn(readings))
      await limited(reaction.handle(readings.filter(({ reactions }) => reactions.includes(reaction))))
    return outcomes
  }

async function repeatOne({ reactions, data, envelope }: Reading<Unguarded>): Promise<Outcome> {
  let ignored = 0
  let reason = ''
  for (const reaction of reactions) {
    const result = reaction.kind === 'repeatable' ? await reaction.handle({ data, envelope }) : undefined
    if (!isIgnored(result)) continue
    ignored++
    reason ||= result.reason
  }
  return ignored === reactions.length ? { kind: 'ignored', reason } : { kind: 'handled' }
}

const bulkReactionsIn = (readings: ReadonlyArray<Reading<Unguarded>>): Set<BulkReaction> =>
  new Set(
    readings.flatMap(({ reactions }) => reactions.filter((one): one is BulkReaction => one.kind === 'bulk')),
  )
