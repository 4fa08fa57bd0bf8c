import assert from 'node:assert/strict'
import { defineEvent, uuid } from '@eventflow/contracts'
import { bulkReaction, reaction, reactionsByQueue, repeatableReaction } from './reaction.js'

const Opened = defineEvent({
  type: 'account.opened',
  version: 1,
  producer: 'bank',
  key: 'id',
  schema: { id: uuid() },
  examples: [{ id: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12' }],
})

describe('the queues that reactions name', () => {
  it('are the one of the service, and those called by it and by what is done there', () => {
    const noted = reaction(Opened, async () => [])
    const fanned = [
      repeatableReaction(Opened, async () => undefined, { queue: 'fanout' }),
      bulkReaction(Opened, async () => undefined, { queue: 'fanout' }),
    ]
    const lettered = reaction(Opened, async () => [], { queue: 'letters', inOrder: true })
    const byQueue = reactionsByQueue('feed', [noted, ...fanned, lettered])
    assert.deepEqual(
      [...byQueue],
      [
        ['feed', [noted]],
        ['feed.fanout', fanned],
        ['feed.letters', [lettered]],
      ],
    )
  })

  it('can be none whose name means something else to the broker', () => {
    for (const queue of ['dead', 'fan.out', 'Fanout', '', '#', 'a'.repeat(51)])
      assert.throws(() => reaction(Opened, async () => [], { queue }), /a queue cannot be called/, queue)
  })
})
