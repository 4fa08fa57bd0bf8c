import assert from 'node:assert/strict'
import { measureRow, median, summarise } from './measure.js'
import type { Contender, Row } from './row.js'

const sample = (perSecond: number) => ({ perSecond, p50Ms: 1, p99Ms: 2 })

describe('a row of the benchmark', () => {
  it('takes the middle of its rounds, not the best', () => {
    assert.equal(median([3, 100, 1]), 3)
    assert.equal(median([1, 2, 3, 4]), 2.5)
  })

  it('gives every contender as a share of the limit', () => {
    const contenders = [
      { name: 'ours', role: 'ours' },
      { name: 'bare', role: 'limit' },
      { name: 'other', role: 'peer' },
    ] as const
    const measured = summarise(contenders, [[sample(80)], [sample(100)], [sample(25)]])
    assert.deepEqual(
      measured.map(({ ratio }) => ratio),
      [0.8, 1, 0.25],
    )
  })

  it('lets the contenders take turns, each one first in another round, and closes them at the end', async () => {
    const order: string[] = []
    const contender = (name: string, role: Contender['role']): Contender => ({
      name,
      role,
      measure: async () => {
        order.push(name)
        return sample(1)
      },
      close: async () => void order.push(`${name} closed`),
    })
    const row: Row = {
      name: 'row',
      about: 'about',
      reach: 1,
      needsStack: false,
      open: async () => [contender('ours', 'ours'), contender('bare', 'limit')],
    }
    await measureRow(row, { pace: { rounds: 2, seconds: 1 }, environment: {}, say: () => undefined })
    assert.deepEqual(order, ['ours', 'bare', 'ours', 'bare', 'bare', 'ours', 'ours closed', 'bare closed'])
  })
})
