// Alone: it puts up a platform of its own and kills parts of it.
import assert from 'node:assert/strict'
import { runRegistration } from './registration.js'

describe('registering while parts of the platform are killed', function () {
  this.timeout(120_000)

  it('leaves everybody with one profile, after the broker and the user service were killed', async () => {
    const result = await runRegistration({
      people: 60,
      brokerKills: 1,
      serviceKills: 1,
      signal: new AbortController().signal,
      say: () => undefined,
    })
    const { accepted, profiles, lost, doubled, parked, unsent } = result
    assert.deepEqual(
      { accepted, profiles, lost, doubled, parked, unsent },
      { accepted: 60, profiles: 60, lost: 0, doubled: 0, parked: 0, unsent: 0 },
    )
  })
})
