// What a service knows of one story: what it said, and what it did about what others said.
import type { Database } from '@eventflow/runtime/database'

export interface PublishedFact {
  id: string
  type: string
  version: number
  subject: string
  causationId: string | null
  writtenAt: Date
  /** Null while it waits in the outbox. */
  publishedAt: Date | null
}

export interface HandledFact {
  id: string
  type: string
  version: number
  subject: string
  source: string
  causationId: string | null
  writtenAt: Date | null
  handledAt: Date
  attempt: number
  outcome: 'handled' | 'ignored'
  reason: string | null
  duplicates: number
}

export interface Story {
  published: PublishedFact[]
  handled: HandledFact[]
}

const factsAtMost = 1_000
/** The outbox has no index by story, so only what is next to leave it is looked through. */
const waitingLookedAt = 10_000

export async function storyOf(database: Database, correlationId: string): Promise<Story> {
  const { reader } = database
  const [published, waiting, handled] = (await Promise.all([
    reader.query(
      `select id, type, version, subject, causation_id as "causationId", written_at as "writtenAt",
         published_at as "publishedAt"
       from published where correlation_id = $1 order by written_at limit ${factsAtMost}`,
      [correlationId],
    ),
    reader.query(
      `select id, type, (properties->'headers'->>'x-schema-version')::int as version, key as subject,
         properties->'headers'->>'x-causation-id' as "causationId", written_at as "writtenAt", null as "publishedAt"
       from (select * from outbox order by position limit ${waitingLookedAt}) as next
       where properties->>'correlationId' = $1 limit ${factsAtMost}`,
      [correlationId],
    ),
    reader.query(
      `select message_id as id, type, version, subject, source, causation_id as "causationId",
         written_at as "writtenAt", handled_at as "handledAt", attempt,
         case when reason is null then 'handled' else 'ignored' end as outcome, reason, duplicates
       from inbox where correlation_id = $1 order by handled_at limit ${factsAtMost}`,
      [correlationId],
    ),
  ])) as [PublishedFact[], PublishedFact[], HandledFact[]]
  return { published: [...published, ...waiting].slice(0, factsAtMost), handled }
}
