// What the services know of one story, put together as a tree: which event caused which, who did what about it, and when.
import type { HandledFact, PublishedFact } from '../fleet.js'
import type { LetterSummary } from '../letter.js'

type Moment = string | null

export interface ServiceStory {
  service: string
  published: readonly PublishedFact[]
  handled: readonly HandledFact[]
}

export interface StoryEvent {
  id: string
  type: string
  version: number
  subject: string | null
  service: string | null
  at: Moment
  publishedAt: Moment
  /** From the commit to the broker's confirm. */
  commitToPublishMs: number | null
  handled: Array<{
    service: string
    at: string
    attempt: number
    outcome: string
    reason: string | null
    /** From the commit of the event to that of its effect. */
    ms: number | null
    duplicates: number
  }>
  parked: Array<{
    id: string
    queue: string
    at: string
    reason: string
    error: string
    attempts: number
    replays: number
    status: string
  }>
  causes: StoryEvent[]
}

interface Node {
  causationId: string | null
  event: StoryEvent
}

export interface StoryTree {
  startedAt: Moment
  endedAt: Moment
  events: StoryEvent[]
}

const between = (from: Moment, to: Moment): number | null =>
  from === null || to === null ? null : Math.max(0, Date.parse(to) - Date.parse(from))

/** Undefined when nobody knows anything of the story. */
export function storyTree(
  stories: readonly ServiceStory[],
  letters: readonly LetterSummary[],
): StoryTree | undefined {
  const nodes = new Map<string, Node>()
  for (const { service, published } of stories)
    for (const fact of published) addPublished(nodes, service, fact)
  for (const { service, handled } of stories) for (const fact of handled) addHandled(nodes, service, fact)
  for (const letter of letters) addParked(nodes, letter)
  const moments = [...nodes.values()].flatMap(({ event }) => momentsOf(event)).sort()
  if (nodes.size === 0) return undefined
  return { startedAt: moments[0] ?? null, endedAt: moments.at(-1) ?? null, events: rootsOf(nodes) }
}

function addPublished(nodes: Map<string, Node>, service: string, fact: PublishedFact): void {
  const { id, type, version, subject, causationId, writtenAt, publishedAt } = fact
  const facts = { id, type, version, subject, service, at: writtenAt, publishedAt }
  const commitToPublishMs = between(writtenAt, publishedAt)
  nodes.set(id, { causationId, event: { ...facts, commitToPublishMs, handled: [], parked: [], causes: [] } })
}

/** What its publisher does not know any more, or cannot tell just now, is known from those who got it. */
function knownOnlyHere(
  nodes: Map<string, Node>,
  {
    causationId,
    ...facts
  }: Pick<StoryEvent, 'id' | 'type' | 'version' | 'subject' | 'service' | 'at'> & Pick<Node, 'causationId'>,
): Node {
  const known = nodes.get(facts.id)
  if (known) return known
  const unknown = { publishedAt: null, commitToPublishMs: null, handled: [], parked: [], causes: [] }
  const node: Node = { causationId, event: { ...facts, ...unknown } }
  nodes.set(facts.id, node)
  return node
}

function addHandled(nodes: Map<string, Node>, service: string, fact: HandledFact): void {
  const { id, type, version, subject, source, causationId, writtenAt, handledAt, ...rest } = fact
  const { event } = knownOnlyHere(nodes, {
    id,
    type,
    version,
    subject,
    service: source,
    at: writtenAt,
    causationId,
  })
  const { attempt, outcome, reason, duplicates } = rest
  const ms = between(event.at ?? writtenAt, handledAt)
  event.handled.push({ service, at: handledAt, attempt, outcome, reason, ms, duplicates })
}

function addParked(nodes: Map<string, Node>, letter: LetterSummary): void {
  const { id, queue, parkedAt, reason, error, attempts, replays, status } = letter
  const { event } = knownOnlyHere(nodes, {
    id: letter.messageId ?? letter.id,
    type: letter.type ?? 'unknown',
    version: letter.schemaVersion,
    subject: letter.subject,
    service: letter.source,
    at: letter.writtenAt?.toISOString() ?? null,
    causationId: letter.causationId,
  })
  const at = parkedAt.toISOString()
  event.parked.push({ id, queue, at, reason, error, attempts, replays, status })
}

const momentsOf = ({ at, publishedAt, handled, parked }: StoryEvent): string[] =>
  [at, publishedAt, ...handled.map((one) => one.at), ...parked.map((one) => one.at)].filter(
    (moment): moment is string => moment !== null,
  )

/** Each event under its cause, the earliest first; one whose cause nobody knows stands at the top. */
function rootsOf(nodes: ReadonlyMap<string, Node>): StoryEvent[] {
  const roots: StoryEvent[] = []
  for (const node of nodes.values()) {
    const cause = node.causationId === null ? undefined : nodes.get(node.causationId)
    if (cause && !leadsBack(nodes, node)) cause.event.causes.push(node.event)
    else roots.push(node.event)
  }
  for (const { event } of nodes.values()) {
    event.causes.sort(byTime)
    event.handled.sort(byTime)
    event.parked.sort(byTime)
  }
  return roots.sort(byTime)
}

const byTime = (one: { at: Moment }, other: { at: Moment }): number =>
  (one.at ?? '').localeCompare(other.at ?? '')

/** A forged header may name an effect as the cause of its cause; such a ring would hang under nothing. */
function leadsBack(nodes: ReadonlyMap<string, Node>, node: Node): boolean {
  const seen = new Set<string>()
  for (let at: Node | undefined = node; at; at = nodes.get(at.causationId ?? '')) {
    if (seen.has(at.event.id)) return at === node
    seen.add(at.event.id)
  }
  return false
}
