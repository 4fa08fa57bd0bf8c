// Alone: it puts up a platform of its own and kills parts of it.
import assert from 'node:assert/strict'
import { type Outage, runOutages } from './outage.js'

describe('a server that dies again and again', function () {
  this.timeout(180_000)
  let outages: Outage[]
  let serviceRestarts: number

  before(async () => {
    ;({ outages, serviceRestarts } = await runOutages({
      signal: new AbortController().signal,
      say: () => undefined,
    }))
  })

  it('is named by the readiness of every service that needs it, and of no other', () => {
    const missed = Object.fromEntries(outages.map(({ server, missedBy }) => [server, missedBy]))
    assert.deepEqual(missed.redis, ['auth', 'gateway'])
    assert.deepEqual(missed.postgres, ['auth', 'user'])
    assert.deepEqual(missed.rabbitmq, ['auth', 'user'])
  })

  it('is found again without a restart, and everything works as before', () => {
    assert.deepEqual(
      outages.map(({ worksAgain }) => worksAgain),
      [true, true, true],
    )
    assert.equal(serviceRestarts, 0)
  })
})
