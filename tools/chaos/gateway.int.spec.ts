// Alone: it puts up a platform of its own and kills parts of it.
import assert from 'node:assert/strict'
import { type GatewayResult, runGateway } from './gateway.js'

describe('gateways whose services die, hang, flap and talk nonsense', function () {
  this.timeout(120_000)
  let result: GatewayResult

  before(async () => {
    result = await runGateway({ seconds: 5, signal: new AbortController().signal, say: () => undefined })
  })

  it('lose hardly a call when one of two instances is killed', () => {
    assert.ok(result.kills >= 1 && result.killed.sent > 100)
    assert.ok(result.killed.errorRate < 0.03, JSON.stringify(result.killed))
  })

  it('send no call twice that may have arrived and does not do the same twice', () => {
    assert.equal(result.repeated['POST, arrived: perhaps'] ?? 0, 0)
  })

  it('find the one instance that is well among three that are not', () => {
    assert.ok(result.badLater.answered > 50, JSON.stringify(result))
    assert.ok(result.badLater.errorRate < 0.2, JSON.stringify(result.badLater))
  })
})
