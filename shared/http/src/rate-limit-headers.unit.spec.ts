import assert from 'node:assert/strict'
import { rateLimitHeaders } from './rate-limit-headers.js'

describe('the headers of a limited answer', () => {
  const state = { policy: 'default', limit: 600, windowSeconds: 60, remaining: 599, resetSeconds: 60 }

  it('name the policy with its quota and window, and what is left of it until when', () => {
    assert.deepEqual(rateLimitHeaders(state), {
      'ratelimit-policy': '"default";q=600;w=60',
      ratelimit: '"default";r=599;t=60',
    })
  })

  it('never go below nothing', () => {
    assert.equal(
      rateLimitHeaders({ ...state, remaining: -3, resetSeconds: -1 }).ratelimit,
      '"default";r=0;t=0',
    )
  })
})
