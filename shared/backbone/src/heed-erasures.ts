// Reactions of a service that keeps documents, where no transaction holds an erasure off: what was erased stays so all the same.
import { type BulkReaction, ignore, namesIn, type Reaction, type RepeatableReaction } from './reaction.js'

/** Who was erased: persons, and entities by the subject of their messages. */
export interface ErasedEntities {
  has(key: string): Promise<boolean>
  /** Takes away what there is of the entity, now. */
  erase(key: string): Promise<unknown>
}

/**
 * An erasure first marks its entity and then takes it away. So whoever looks for the mark before and after writing either
 * has written early enough to be taken away, or finds the mark and takes it away himself. A crash in between leaves the
 * message with the broker, and it is handled again. Looked for is everyone whom a message is about, not its key alone.
 */
export const heedErasures = (erased: ErasedEntities, reactions: readonly Reaction[]): Reaction[] =>
  reactions.map((one) => {
    if (one.evenIfErased || one.kind === 'guarded') return one
    return one.kind === 'bulk' ? heedingAll(erased, one) : heeding(erased, one)
  })

const heeding = (erased: ErasedEntities, reaction: RepeatableReaction): RepeatableReaction => ({
  ...reaction,
  handle: async (news) => {
    const names = namesIn(reaction.contract, news)
    if ((await erasedAmong(erased, names)).size > 0) return ignore('the entity was erased')
    const result = await reaction.handle(news)
    await eraseAgain(erased, names)
    return result
  },
})

/** Of many messages those of the others are handled. */
const heedingAll = (erased: ErasedEntities, reaction: BulkReaction): BulkReaction => ({
  ...reaction,
  handle: async (news) => {
    const namesOf = new Map(news.map((one) => [one, namesIn(reaction.contract, one)]))
    const gone = await erasedAmong(erased, [...new Set([...namesOf.values()].flat())])
    const rest = news.filter((one) => !namesOf.get(one)?.some((name) => gone.has(name)))
    if (rest.length === 0) return
    await reaction.handle(rest)
    await eraseAgain(erased, [...new Set(rest.flatMap((one) => namesOf.get(one) ?? []))])
  },
})

async function erasedAmong(erased: ErasedEntities, names: readonly string[]): Promise<Set<string>> {
  const answers = await Promise.all(names.map(async (name) => ((await erased.has(name)) ? name : undefined)))
  return new Set(answers.filter((name) => name !== undefined))
}

async function eraseAgain(erased: ErasedEntities, names: readonly string[]): Promise<void> {
  for (const name of await erasedAmong(erased, names)) await erased.erase(name)
}
