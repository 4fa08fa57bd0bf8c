import assert from 'node:assert/strict'
import { failureHeaders, fateOf, fingerprintOf } from './failure.js'
import { permanent, throttled } from './failure-kinds.js'
import { retrySteps } from './topology.js'

const tried = (attempt: number, throttled = 0) => ({ attempt, throttled })

describe('the fate of a message that failed', () => {
  it('is the next step of the ladder, one attempt higher, until the ladder ends', () => {
    const fates = retrySteps.map((_, index) => fateOf(new Error('not now'), tried(index + 1), 0.5))
    const steps = retrySteps.map(({ name: step, waitMs }, index) => ({
      kind: 'retry',
      class: 'transient',
      step,
      waitMs,
      ...tried(index + 2),
    }))
    assert.deepEqual(fates, steps)
  })

  it('is by chance the step before, so that what failed together does not come back together', () => {
    const steps = [1, 2, 3].map((attempt) => fateOf(new Error('not now'), tried(attempt), 0.49))
    assert.deepEqual(
      steps.map((fate) => fate.kind === 'retry' && [fate.step, fate.attempt]),
      [
        ['1s', 2],
        ['1s', 3],
        ['5s', 4],
      ],
    )
    const chosen = Array.from({ length: 200 }, () => fateOf(new Error('not now'), tried(4)))
    const names = new Set(chosen.map((fate) => fate.kind === 'retry' && fate.step))
    assert.deepEqual([...names].sort(), ['2m', '30s'])
  })

  it('is the dead-letter queue once the ladder is exhausted, however high the count', () => {
    for (const attempt of [retrySteps.length + 1, retrySteps.length + 2, 1_000_000])
      assert.deepEqual(fateOf(new Error('not now'), tried(attempt)), { kind: 'park', reason: 'exhausted' })
  })

  it('is the dead-letter queue at once for what no retry can mend', () => {
    for (const attempt of [1, 5, 99])
      assert.deepEqual(fateOf(permanent('never'), tried(attempt)), { kind: 'park', reason: 'permanent' })
  })

  it('is a retry also for what was thrown without being an error', () => {
    assert.equal(fateOf('a text', tried(1)).kind, 'retry')
    assert.equal(fateOf(undefined, tried(1)).kind, 'retry')
  })

  it('is the step that is long enough for whoever asks us to wait, and spends no attempt', () => {
    const steps = [1, 1_000, 1_001, 90_000, 7_200_000].map((waitMs) => fateOf(throttled(waitMs), tried(3, 2)))
    assert.deepEqual(
      steps,
      ['1s', '1s', '5s', '2m', '1h'].map((step) => ({
        kind: 'retry',
        class: 'throttled',
        step,
        waitMs: retrySteps.find(({ name }) => name === step)?.waitMs,
        ...tried(3, 3),
      })),
    )
  })

  it('spends attempts on waits that never end', () => {
    assert.deepEqual(fateOf(throttled(1_000), tried(2, 100), 0.9), {
      kind: 'retry',
      class: 'transient',
      step: '5s',
      waitMs: 5_000,
      ...tried(3, 100),
    })
  })
})

describe('the fingerprint of a failure', () => {
  const of = (message: string, type = 'order.created') => fingerprintOf(type, new Error(message))

  it('is the same for one cause, whoever and whenever it hit', () => {
    const same = [
      [
        'order 0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12 is gone',
        'order 0198F3C2-7A10-7C3E-9B1D-AAAAAAAAAAAA is gone',
      ],
      ['no answer within 250 ms', 'no answer within 8000 ms'],
      ['duplicate key "users_email" in row 7', 'duplicate key "users_handle" in row 12'],
      ["cannot read 'name'", "cannot read 'address of somebody'"],
      ['document 507f1f77bcf86cd799439011 is gone', 'document 6592008029c8c3e4dc76256c is gone'],
      ['digest 9f86d081884c7d659a2feaa0c55ad015 differs', 'digest a3bf4f1b2b0b822cd15d6c15b0f00a08 differs'],
    ] as const
    for (const [one, other] of same) assert.equal(of(one), of(other), one)
  })

  it('differs for two causes, two kinds of error and two events', () => {
    const different = [
      of('no stock left'),
      of('no answer within 250 ms'),
      of('no stock left', 'order.cancelled'),
      fingerprintOf('order.created', new TypeError('no stock left')),
      of('the address is bad'),
      of('the face is bad'),
    ]
    assert.equal(new Set(different).size, different.length)
  })

  it('is short, and found for anything that can be thrown', () => {
    for (const thrown of [
      new Error(''),
      'text',
      undefined,
      null,
      7,
      { code: 'X' },
      new Error('x'.repeat(1e6)),
    ])
      assert.match(fingerprintOf('order.created', thrown), /^[0-9a-f]{16}$/)
  })
})

describe('the headers of a dead letter', () => {
  const facts = { type: 'order.created', queue: 'stock', reason: 'permanent' }

  it('say what happened, where, when and why it ended here', () => {
    const error = permanent('never')
    const { 'x-dead-at': at, 'x-dead-stack': stack, ...others } = failureHeaders(error, facts)
    assert.ok(Math.abs(Date.parse(String(at)) - Date.now()) < 10_000)
    assert.match(String(stack), /failure\.unit\.spec/)
    assert.deepEqual(others, {
      'x-dead-reason': 'permanent',
      'x-dead-error': 'PermanentError: never',
      'x-dead-fingerprint': fingerprintOf('order.created', error),
      'x-dead-queue': 'stock',
    })
  })

  it('stay small enough for a header table, whatever was thrown', () => {
    const huge = new Error('é'.repeat(1_000_000))
    for (const thrown of [huge, 'x'.repeat(1_000_000), undefined, { deep: { deeper: true } }]) {
      const bytes = Buffer.byteLength(JSON.stringify(failureHeaders(thrown, facts)))
      assert.ok(bytes < 16_000, `${bytes} bytes`)
    }
  })
})
