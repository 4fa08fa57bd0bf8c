// Alone: it puts up a platform of its own and kills parts of it.
import assert from 'node:assert/strict'
import { keepersOfPersonalData } from '@eventflow/contracts'
import { runErasure } from './erasure.js'

describe('somebody who is erased', function () {
  this.timeout(120_000)

  it('is found nowhere in the stack afterwards, and every service has given a receipt', async () => {
    const { receipts, before, after } = await runErasure({
      signal: new AbortController().signal,
      say: () => undefined,
    })
    const places = before.map(({ place }) => place.split(' ').slice(0, 2).join(' '))
    for (const place of [
      'postgres action_db',
      'postgres auth_db',
      'postgres user_db',
      'postgres ops_db',
      'mongodb activity',
      'mongodb notification',
      'files',
    ])
      assert.ok(places.includes(place), `the search finds nothing in ${place}`)
    assert.deepEqual(
      receipts.map(({ service, status }) => [service, status]),
      keepersOfPersonalData.map((service) => [service, 'done']),
    )
    assert.deepEqual(after, [])
  })
})
