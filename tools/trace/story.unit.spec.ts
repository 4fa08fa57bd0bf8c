import assert from 'node:assert/strict'
import { type Story, type StoryEvent, storyLines } from './story.js'

const at = (ms: number): string => new Date(Date.parse('2026-11-21T12:00:00.000Z') + ms).toISOString()
const event = (type: string, change: Partial<StoryEvent> = {}): StoryEvent => ({
  id: `id-${type}`,
  type,
  service: 'auth',
  at: at(0),
  publishedAt: at(4),
  handled: [],
  parked: [],
  causes: [],
  ...change,
})
const story = (events: StoryEvent[], change: Partial<Story> = {}): Story => ({
  correlationId: 'story-1',
  startedAt: at(0),
  endedAt: at(40),
  events,
  unreachable: [],
  ...change,
})
const handled = { service: 'user', at: at(11), attempt: 1, outcome: 'handled', reason: null, duplicates: 0 }

describe('the lines of a story', () => {
  it('show each event with its effects below it, and times after the beginning', () => {
    const effect = event('profile.created', { service: 'user', at: at(11), publishedAt: null })
    const lines = storyLines(story([event('user.registered', { handled: [handled], causes: [effect] })]))
    assert.deepEqual(lines, [
      'Story story-1, 2026-11-21T12:00:00.000Z, +40 ms',
      'user.registered  auth  +0 ms, published +4 ms  id-user.registered',
      '├ user handled +11 ms',
      '└ profile.created  user  +11 ms, not known to be published  id-profile.created',
    ])
  })

  it('say nothing of a time that nobody knows', () => {
    const unknown = event('user.registered', { at: null, publishedAt: null })
    const [, line] = storyLines(story([unknown]))
    assert.equal(line, 'user.registered  auth  not known to be published  id-user.registered')
  })

  it('carry the branches on past what hangs below', () => {
    const deep = event('b', { handled: [handled] })
    const lines = storyLines(story([event('a', { causes: [deep, event('c')] })]))
    assert.deepEqual(
      lines.slice(2).map((line) => line.slice(0, 4)),
      ['├ b ', '│ └ ', '└ c '],
    )
  })

  it('tell attempts, reasons, duplicates, parkings and who gave no answer', () => {
    const retried = { ...handled, attempt: 3, outcome: 'ignored', reason: 'known', duplicates: 2 }
    const parked = {
      id: 'l-1',
      queue: 'feed',
      at: at(30),
      reason: 'permanent',
      error: 'no\u001b[2Juse',
      status: 'waiting',
    }
    const lines = storyLines(
      story([event('a', { handled: [retried], parked: [parked] })], { unreachable: ['feed'] }),
    )
    assert.match(lines[2] ?? '', /ignored \+11 ms \(at attempt 3; known; 2 dropped as duplicates\)/)
    assert.match(lines[3] ?? '', /feed parked \+30 ms \(permanent: no \[2Juse\), waiting, letter l-1/)
    assert.match(lines.at(-1) ?? '', /No answer from feed/)
  })
})
