import assert from 'node:assert/strict'
import type { HandledFact, PublishedFact } from '../fleet.js'
import type { LetterSummary } from '../letter.js'
import { type ServiceStory, type StoryEvent, storyTree } from './story-tree.js'

const at = (ms: number): string => new Date(Date.parse('2026-11-21T12:00:00.000Z') + ms).toISOString()

const published = (id: string, change: Partial<PublishedFact> = {}): PublishedFact => ({
  id,
  type: `event.${id}`,
  version: 1,
  subject: 'ada',
  causationId: null,
  writtenAt: at(0),
  publishedAt: at(4),
  ...change,
})

const handled = (id: string, change: Partial<HandledFact> = {}): HandledFact => ({
  id,
  type: `event.${id}`,
  version: 1,
  subject: 'ada',
  source: 'auth',
  causationId: null,
  writtenAt: at(0),
  handledAt: at(11),
  attempt: 1,
  outcome: 'handled',
  reason: null,
  duplicates: 0,
  ...change,
})

const letter = (messageId: string, change: Partial<LetterSummary> = {}): LetterSummary => ({
  id: `letter-${messageId}`,
  queue: 'user',
  messageId,
  type: `event.${messageId}`,
  schemaVersion: 1,
  source: 'auth',
  subject: 'ada',
  correlationId: 'story',
  causationId: null,
  reason: 'permanent',
  fingerprint: 'abc',
  error: 'Error: no',
  attempts: 1,
  replays: 0,
  writtenAt: new Date(at(0)),
  parkedAt: new Date(at(30)),
  size: 2,
  status: 'waiting',
  ...change,
})

const story = (service: string, change: Partial<ServiceStory> = {}): ServiceStory => ({
  service,
  published: [],
  handled: [],
  ...change,
})

describe('the tree of a story', () => {
  it('is nothing when nobody knows anything', () => {
    assert.equal(storyTree([story('auth'), story('user')], []), undefined)
  })

  it('tells of an event who published it, who handled it, and how long that took', () => {
    const tree = storyTree(
      [story('auth', { published: [published('a')] }), story('user', { handled: [handled('a')] })],
      [],
    )
    assert.deepEqual([tree?.startedAt, tree?.endedAt], [at(0), at(11)])
    const [event] = tree?.events ?? []
    assert.deepEqual([event?.service, event?.commitToPublishMs], ['auth', 4])
    assert.deepEqual(event?.handled, [
      {
        service: 'user',
        at: at(11),
        attempt: 1,
        outcome: 'handled',
        reason: null,
        ms: 11,
        duplicates: 0,
      },
    ])
  })

  it('hangs each event under its cause, the earliest first, whatever the order in which services tell', () => {
    const effects = [
      published('c', { causationId: 'a', writtenAt: at(9) }),
      published('b', { causationId: 'a', writtenAt: at(5) }),
      published('d', { causationId: 'b', writtenAt: at(12) }),
    ]
    const tree = storyTree(
      [story('user', { published: effects }), story('auth', { published: [published('a')] })],
      [],
    )
    const [root, ...others] = tree?.events ?? []
    assert.deepEqual(others, [])
    assert.deepEqual(
      root?.causes.map(({ id, causes }) => [id, causes.map((one) => one.id)]),
      [
        ['b', ['d']],
        ['c', []],
      ],
    )
  })

  it('knows an event from its consumers when its publisher tells nothing', () => {
    const [event] =
      storyTree([story('user', { handled: [handled('a', { causationId: 'gone' })] })], [])?.events ?? []
    assert.deepEqual([event?.service, event?.at, event?.publishedAt], ['auth', at(0), null])
  })

  it('shows what is parked, once for each time that it was', () => {
    const letters = [
      letter('a', { parkedAt: new Date(at(90)), replays: 1 }),
      letter('a', { status: 'replayed' }),
    ]
    const [event] = storyTree([story('auth', { published: [published('a')] })], letters)?.events ?? []
    assert.deepEqual(
      event?.parked.map(({ status, replays }) => [status, replays]),
      [
        ['replayed', 0],
        ['waiting', 1],
      ],
    )
  })

  it('shows a letter whose event nobody else knows, even one without an id', () => {
    const tree = storyTree([], [letter('a', { messageId: null, type: null, writtenAt: null })])
    assert.deepEqual([tree?.events[0]?.type, tree?.events[0]?.id], ['unknown', 'letter-a'])
  })

  it('leaves nothing out when a forged header makes an effect the cause of its cause', () => {
    const ring = [published('a', { causationId: 'b' }), published('b', { causationId: 'a' })]
    const self = published('c', { causationId: 'c' })
    const tree = storyTree([story('auth', { published: [...ring, self] })], [])
    const idsBelow = (events: readonly StoryEvent[]): string[] =>
      events.flatMap(({ id, causes }) => [id, ...idsBelow(causes)])
    assert.deepEqual(idsBelow(tree?.events ?? []).sort(), ['a', 'b', 'c'])
  })
})
