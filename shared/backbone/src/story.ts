// What a service knows of one story: what it said, and what it did about what others said.
import { bornAt } from '@eventflow/runtime'
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
  correlationId: string
  published: PublishedFact[]
  handled: HandledFact[]
}

const factsAtMost = 1_000
/** The outbox has no index by story, so only what is next to leave it is looked through. */
const waitingLookedAt = 10_000

/** By its correlation id, or by the id of a message in it that this service has said or heard. */
export async function storyOf(database: Database, id: string): Promise<Story> {
  const { reader } = database
  const correlationId = (await correlationOf(database, id)) ?? id
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
  return { correlationId, published: [...published, ...waiting].slice(0, factsAtMost), handled }
}

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Ids begin with the time of their making, and an event leaves the outbox soon after: that keeps the search to a day. */
async function correlationOf({ reader }: Database, messageId: string): Promise<string | undefined> {
  const isOurs = uuidShape.test(messageId)
  const writtenAt = bornAt(messageId) ?? new Date(0)
  const [known]: Array<{ correlation: string }> = await reader.query(
    `select correlation_id as correlation from inbox where message_id = $1
     union all select properties->>'correlationId' from outbox where id = $2
     union all select correlation_id from published
       where id = $2 and published_at between $3::timestamptz - interval '1 hour' and $3::timestamptz + interval '1 day'
     limit 1`,
    [messageId, isOurs ? messageId : null, writtenAt],
  )
  return known?.correlation
}
