import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { activityKey, type Verb } from './activity-key.js'
import type { Line } from './entry-store.js'
import { groupsOf } from './groups.js'

const line = (time: string, verb: Verb, facts: { actionId?: string; kind?: string } = {}): Line => ({
  key: activityKey(new Date(time), { actionId: facts.actionId ?? randomUUID(), verb }),
  by: 'somebody',
  kind: facts.kind ?? 'task',
  addedAt: new Date(time),
})

describe('the groups of a feed', () => {
  it('are one for each verb, kind and day, in the order of their newest line', () => {
    const groups = groupsOf([
      line('2026-11-21T09:00:00Z', 'completed'),
      line('2026-11-21T08:00:00Z', 'created'),
      line('2026-11-21T07:00:00Z', 'completed'),
      line('2026-11-21T06:00:00Z', 'completed', { kind: 'journal' }),
      line('2026-11-20T23:59:59Z', 'completed'),
    ])
    assert.deepEqual(
      groups.map(({ id, lines }) => [id, lines.length]),
      [
        ['2026-11-21:completed:task', 2],
        ['2026-11-21:created:task', 1],
        ['2026-11-21:completed:journal', 1],
        ['2026-11-20:completed:task', 1],
      ],
    )
  })

  it('hold what happened again where it happened last, and once', () => {
    const actionId = randomUUID()
    const groups = groupsOf([
      line('2026-11-21T09:00:00Z', 'updated', { actionId }),
      line('2026-11-20T09:00:00Z', 'updated'),
      line('2026-11-20T08:00:00Z', 'updated', { actionId }),
    ])
    assert.deepEqual(
      groups.map(({ lines }) => lines.length),
      [1, 1],
    )
  })
})
