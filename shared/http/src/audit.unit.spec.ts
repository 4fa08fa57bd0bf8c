import assert from 'node:assert/strict'
import { type DomainEvent, UserEnabled } from '@eventflow/contracts'
import { createError } from '@eventflow/runtime'
import type { Transaction } from '@eventflow/runtime/database'
import { type Act, actorOf, auditing } from './audit.js'

const at = new Date('2026-11-21T12:00:00Z')
const userId = '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'
const act: Act = {
  action: 'mooring.released',
  target: 'mooring:7',
  actor: { kind: 'user', id: userId },
  address: '192.0.2.10',
}
const TooWindy = createError('TOO_WINDY', 'It is too windy.', 409)

/** Keeps the events of transactions that came to their end, as a database would. */
function harbourLog() {
  const events: DomainEvent[] = []
  const backbone = {
    transact: async <R extends { events: readonly DomainEvent[] }>(
      work: (within: Transaction) => Promise<R>,
    ) => {
      const outcome = await work({} as Transaction)
      events.push(...outcome.events)
      return outcome
    },
  }
  return { audited: auditing({ backbone, service: 'harbour', now: () => at }), events }
}

const told = ({ data }: DomainEvent) => data as Record<string, unknown>

describe('an act that is audited', () => {
  it('is told in the transaction of its change, with what was and what is, beside its own events', async () => {
    const { audited, events } = harbourLog()
    const released = UserEnabled({ userId })
    const result = await audited.change(act, async () => ({
      result: 7,
      events: [released],
      before: { lines: 2 },
      after: { lines: 0 },
    }))
    assert.equal(result, 7)
    const [first, second] = events as [DomainEvent, DomainEvent]
    assert.equal(first, released)
    assert.deepEqual(told(second), {
      actor: { kind: 'user', id: userId },
      action: 'harbour.mooring.released',
      target: 'mooring:7',
      outcome: 'done',
      at: '2026-11-21T12:00:00.000Z',
      ip: '192.0.2.10',
      before: { lines: 2 },
      after: { lines: 0 },
    })
  })

  it('is told when it was refused, and when it failed, and whoever asked learns why', async () => {
    const { audited, events } = harbourLog()
    const fail = (error: Error) => audited.change(act, async () => Promise.reject(error))
    await assert.rejects(fail(TooWindy()), { code: 'TOO_WINDY' })
    await assert.rejects(fail(new Error('the rope broke')), /the rope broke/)
    assert.deepEqual(
      events.map(told).map(({ outcome, after }) => [outcome, after]),
      [
        ['refused', { code: 'TOO_WINDY' }],
        ['failed', { code: 'INTERNAL_ERROR' }],
      ],
    )
  })

  it('is told after it was asked of somebody else', async () => {
    const { audited, events } = harbourLog()
    assert.equal(await audited.ask(act, async () => ({ result: 'done', after: { lines: 0 } })), 'done')
    assert.deepEqual(
      events.map(told).map(({ after }) => after),
      [{ lines: 0 }],
    )
  })

  it('has no address where a service acts by itself, and a client is no user', () => {
    const { audited } = harbourLog()
    const word = audited.word({ ...act, actor: { kind: 'service', id: 'harbour' }, address: '' }, 'done')
    assert.equal('ip' in told(word), false)
    const caller = {
      kind: 'client' as const,
      ...{ userId: 'reports', sessionId: 's', tokenId: 't', clientId: 'reports', roles: [], scopes: [] },
      ...{ authenticatedAt: at, expiresAt: at },
    }
    assert.deepEqual(actorOf(caller), { kind: 'client', id: 'reports' })
  })
})
