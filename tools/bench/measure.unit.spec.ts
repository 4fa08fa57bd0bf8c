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

  it('takes the slowest of several limits', () => {
    const contenders = [
      { name: 'ours', role: 'ours' },
      { name: 'write', role: 'limit' },
      { name: 'handle', role: 'limit' },
    ] as const
    const measured = summarise(contenders, [[sample(40)], [sample(200)], [sample(100)]])
    assert.deepEqual(
      measured.map(({ ratio }) => ratio),
      [0.4, 2, 1],
    )
  })

  it('adds up what was lost and doubled, and has no figure that no round has', () => {
    const rounds = [
      { ...sample(1), lost: 1, doubled: 0, cpuMicros: 10 },
      { ...sample(1), lost: 2, doubled: 0, cpuMicros: 30 },
    ]
    const [one] = summarise([{ name: 'peer', role: 'peer' }], [rounds])
    assert.equal(one?.lost, 3)
    assert.equal(one?.doubled, 0)
    assert.equal(one?.cpuMicros, 20)
    assert.equal('growthMb' in (one ?? {}), false)
    assert.equal('ratio' in (one ?? {}), false)
  })

  it('ends in a failure when ours or the limit loses or doubles a message, and closes everything', async () => {
    const closed: string[] = []
    const leaky = (role: Contender['role']): Row => ({
      name: 'leaky',
      about: 'about',
      reach: 1,
      needsStack: false,
      open: async () => [
        {
          name: 'one',
          role,
          measure: async () => ({ ...sample(1), lost: 2, doubled: 1 }),
          close: async () => void closed.push(role),
        },
      ],
    })
    const run = { pace: { rounds: 1, seconds: 1, minutes: 1 }, environment: {}, say: () => undefined }
    for (const role of ['ours', 'limit'] as const)
      await assert.rejects(measureRow(leaky(role), run), /leaky: one lost 2 and doubled 1 messages/)
    const { contenders } = await measureRow(leaky('peer'), run)
    assert.equal(contenders[0]?.lost, 2)
    assert.deepEqual(closed, ['ours', 'limit', 'peer'])
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
    await measureRow(row, {
      pace: { rounds: 2, seconds: 1, minutes: 1 },
      environment: {},
      say: () => undefined,
    })
    assert.deepEqual(order, ['ours', 'bare', 'ours', 'bare', 'bare', 'ours', 'ours closed', 'bare closed'])
  })
})
