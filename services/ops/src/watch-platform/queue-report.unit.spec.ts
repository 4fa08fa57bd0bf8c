import assert from 'node:assert/strict'
import { queueReport } from './queue-report.js'

const queue = (name: string, messages: number, more: object = {}) => ({
  name,
  messages,
  messages_ready: messages,
  messages_unacknowledged: 0,
  consumers: 1,
  ...more,
})

describe('the report on the queues', () => {
  it('puts a queue, its dead letters and what the desk keeps of it into one line', () => {
    const stats = { publish_details: { rate: 12.34 }, ack_details: { rate: 12 } }
    const oldestAt = new Date('2026-11-21T12:00:00.000Z')
    const { items } = queueReport(
      [queue('user', 7, { message_stats: stats }), queue('user.dead', 2)],
      new Map([['user', { waiting: 5, oldestAt }]]),
    )
    const [user, ...others] = items
    assert.deepEqual(others, [])
    assert.deepEqual([user?.queue, user?.depth, user?.consumers], ['user', 7, 1])
    assert.deepEqual(
      [user?.publishedPerSecond, user?.ackedPerSecond, user?.deliveredPerSecond],
      [12.3, 12, 0],
    )
    assert.deepEqual([user?.dead.depth, user?.dead.letters, user?.dead.oldestLetterAt], [2, 5, oldestAt])
  })

  it('counts a queue that the broker has no numbers of yet as empty', () => {
    const { items } = queueReport([{ name: 'user' }, { name: 'user.dead' }], new Map())
    assert.deepEqual([items[0]?.depth, items[0]?.dead.letters, items[0]?.oldestAt], [0, 0, null])
  })

  it('tells what waits on each step of the ladder, the shortest first', () => {
    const { ladder } = queueReport([queue('retry.5s', 3)], new Map())
    assert.deepEqual(ladder.slice(0, 3), [
      { step: '1s', waitMs: 1_000, depth: 0 },
      { step: '5s', waitMs: 5_000, depth: 3 },
      { step: '30s', waitMs: 30_000, depth: 0 },
    ])
  })
})
