import assert from 'node:assert/strict'
import { UserDisabled, UserRegistered } from '@eventflow/contracts'
import { edgesOf } from './edges.js'

const lastAt = '2026-11-21T12:00:00.000Z'
const seen = (type: string, version: number) => ({ type, version, source: 'auth', count: 3, lastAt })

describe('the edges of the contracts', () => {
  it('show for each declared consumer which versions have come', () => {
    const edges = edgesOf([UserRegistered], { 'user.registered': ['feed', 'user'] }, [
      { service: 'user', items: [seen('user.registered', 1), seen('user.registered', 2)] },
    ])
    assert.deepEqual(edges, [
      {
        type: 'user.registered',
        producer: 'auth',
        version: UserRegistered.version,
        reads: [],
        consumers: [
          { service: 'feed', seen: [] },
          {
            service: 'user',
            seen: [1, 2].map((version) => ({ version, source: 'auth', count: 3, lastAt })),
          },
        ],
        formerConsumers: [],
      },
    ])
  })

  it('show who has handled an event and is not declared to any more', () => {
    const items = [seen('user.disabled', 1)]
    const [edge] = edgesOf([UserDisabled], {}, [{ service: 'user', items }])
    assert.deepEqual(edge?.consumers, [])
    assert.deepEqual(
      edge?.formerConsumers.map(({ service }) => service),
      ['user'],
    )
  })
})
