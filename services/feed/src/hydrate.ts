// From lines of ids to what a reader gets to see of them, as things are at this moment.
import type { RevocationMarks } from '@eventflow/runtime/revocations'
import type { ActionStore, KnownAction } from './action-store.js'
import { type ActivityFacts, factsIn } from './activity-key.js'
import type { Line } from './entry-store.js'
import { maySee, stillHolds, type Viewer, visibilityOf } from './may-see.js'
import type { Person, PersonStore } from './person-store.js'
import type { Relation } from './relation.js'
import type { RelationStore } from './relation-store.js'

export interface Shown {
  facts: ActivityFacts
  line: Line
  action: KnownAction
}

export interface Hydrator {
  /** Those of the lines that the reader may see; in a feed that is nobody's whom the reader does not follow. */
  visible(readerId: string, lines: readonly Line[], where: 'feed' | 'profile'): Promise<Shown[]>
  named(ids: readonly string[]): Promise<Map<string, Person>>
}

interface HydratorParts {
  actions: Pick<ActionStore, 'find'>
  relations: Pick<RelationStore, 'between'>
  people: Pick<PersonStore, 'named'>
  marks: Pick<RevocationMarks, 'of'>
}

export function hydrator({ actions, relations, people, marks }: HydratorParts): Hydrator {
  return {
    visible: async (readerId, lines, where) => {
      if (lines.length === 0) return []
      const facts = lines.map(({ key }) => factsIn(key))
      const ids = [...new Set(facts.map(({ actionId }) => actionId))]
      const authors = [...new Set(lines.map(({ by }) => by))].filter((by) => by !== readerId)
      // The marks first: a mark that is not there yet belongs to a change that nobody has been told of.
      const revoked = await marks.of(ids)
      const [known, between] = await Promise.all([
        actions.find(ids),
        authors.length > 0 ? relations.between(readerId, authors) : new Map<string, Relation>(),
      ])
      return lines.flatMap((line, at) => {
        const fact = facts[at] as ActivityFacts
        const action = known.get(fact.actionId)
        if (!action || !stillHolds(action, fact)) return []
        const viewer: Viewer = { isOwner: line.by === readerId, relation: between.get(line.by) }
        if (where === 'feed' && !viewer.relation?.mine.follows) return []
        const isVisible = maySee(viewer, visibilityOf(action, revoked?.get(fact.actionId)))
        return isVisible ? [{ facts: fact, line, action }] : []
      })
    },
    named: (ids) => people.named(ids),
  }
}
