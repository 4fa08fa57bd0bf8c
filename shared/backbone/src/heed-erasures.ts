// Reactions of a service that keeps documents, where no transaction holds an erasure off: what was erased stays so all the same.
import { ignore, type Reaction, type RepeatableReaction } from './reaction.js'

/** Entities that were erased, by the subject of their messages. */
export interface ErasedEntities {
  has(key: string): Promise<boolean>
  /** Takes away what there is of the entity, now. */
  erase(key: string): Promise<unknown>
}

/**
 * An erasure first marks its entity and then takes it away. So whoever looks for the mark before and after writing either
 * has written early enough to be taken away, or finds the mark and takes it away himself. A crash in between leaves the
 * message with the broker, and it is handled again. Reactions that handle many messages at a time look by themselves.
 */
export const heedErasures = (erased: ErasedEntities, reactions: readonly Reaction[]): Reaction[] =>
  reactions.map((one) => (one.kind === 'repeatable' && !one.evenIfErased ? heeding(erased, one) : one))

const heeding = (erased: ErasedEntities, reaction: RepeatableReaction): RepeatableReaction => ({
  ...reaction,
  handle: async (news) => {
    const { subject } = news.envelope
    if (await erased.has(subject)) return ignore('the entity was erased')
    const result = await reaction.handle(news)
    if (await erased.has(subject)) await erased.erase(subject)
    return result
  },
})
