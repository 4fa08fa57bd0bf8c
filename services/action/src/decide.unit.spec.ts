import assert from 'node:assert/strict'
import { CallerError } from '@eventflow/runtime'
import { type Action, statuses, unwritten } from './action.js'
import { decide, evolve, type Fact, type Move, type Request } from './decide.js'

const now = new Date('2026-11-21T12:00:00.000Z')
const later = new Date('2026-11-22T12:00:00.000Z')
const moves: readonly Move[] = ['complete', 'reopen', 'archive', 'restore']

const action = (is: Partial<Action> = {}): Action => ({
  ...unwritten,
  id: '0198f3c2-91d4-7e02-8c55-1a2b3c4d5e6f',
  ownerId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12',
  kind: 'task',
  title: 'Oil the bearings',
  recurrence: null,
  dueTold: false,
  status: 'open',
  archivedFrom: null,
  completedAt: null,
  version: 1,
  createdAt: now,
  updatedAt: now,
  ...is,
})

const afterAll = (before: Action, requests: readonly Request[]): { action: Action; facts: Fact[] } => {
  const facts: Fact[] = []
  let is = before
  for (const request of requests)
    for (const fact of decide(is, request, now)) {
      is = evolve(is, fact, now)
      facts.push(fact)
    }
  return { action: is, facts }
}

const refuses = (before: Action, request: Request, code: string) =>
  assert.throws(
    () => decide(before, request, now),
    (error: unknown) => error instanceof CallerError && error.code === code,
  )

describe('what may be done with an action', () => {
  it('is this table: the status that follows, nothing where it is so already, or a refusal', () => {
    const table = Object.fromEntries(
      moves.map((act) => [
        act,
        statuses.map((status) => {
          const before = action({ status, archivedFrom: status === 'archived' ? 'completed' : null })
          try {
            const [fact] = decide(before, { act }, now)
            return fact ? evolve(before, fact, now).status : '-'
          } catch (error) {
            return (error as CallerError).code
          }
        }),
      ]),
    )
    assert.deepEqual(table, {
      complete: ['completed', '-', 'ACTION_ARCHIVED'],
      reopen: ['-', 'open', 'ACTION_ARCHIVED'],
      archive: ['archived', 'archived', '-'],
      restore: ['-', '-', 'completed'],
    })
  })

  it('is done once when it is asked twice, one version for each fact, in every sequence of five moves', () => {
    const sequences = moves.flatMap((a) =>
      moves.flatMap((b) => moves.flatMap((c) => moves.flatMap((d) => moves.map((e) => [a, b, c, d, e])))),
    )
    for (const sequence of sequences) {
      let is = action()
      for (const act of sequence) {
        const isRefused = is.status === 'archived' && (act === 'complete' || act === 'reopen')
        if (isRefused) {
          refuses(is, { act }, 'ACTION_ARCHIVED')
          continue
        }
        const once = afterAll(is, [{ act }])
        assert.deepEqual(afterAll(is, [{ act }, { act }]), once)
        assert.equal(once.action.version, is.version + once.facts.length)
        is = once.action
        assert.equal(is.archivedFrom !== null, is.status === 'archived')
        assert.equal(is.completedAt !== null, (is.archivedFrom ?? is.status) === 'completed')
      }
    }
    assert.equal(sequences.length, 1_024)
  })

  it('does not include completing a journal', () => {
    refuses(action({ kind: 'journal' }), { act: 'complete' }, 'JOURNAL_NOT_COMPLETABLE')
  })

  it('leads back to what it was, with the time of its completion, when it is restored', () => {
    const completed = afterAll(action(), [{ act: 'complete' }]).action
    const { action: restored } = afterAll(completed, [{ act: 'archive' }, { act: 'restore' }])
    assert.deepEqual({ ...restored, version: 2 }, completed)
  })

  it('makes one fact of a change, with what differs, and none of one that changes nothing', () => {
    const before = action({ tags: ['engine'], dueAt: later })
    const same = { title: before.title, tags: ['engine'], dueAt: new Date(later), mood: null }
    assert.deepEqual(decide(before, { act: 'change', to: same }, now), [])
    assert.deepEqual(decide(before, { act: 'change', to: { ...same, tags: [], mood: 'calm' } }, now), [
      { type: 'updated', set: { tags: [], mood: 'calm' } },
    ])
  })

  it('arms the word of a due date again when that is changed, unless it is past', () => {
    const told = action({ dueAt: now, dueTold: true })
    const toldAfter = (to: Partial<Action>) => afterAll(told, [{ act: 'change', to }]).action.dueTold
    assert.deepEqual([toldAfter({ title: 'x' }), toldAfter({ dueAt: later })], [true, false])
    assert.deepEqual([toldAfter({ dueAt: new Date(0) }), toldAfter({ dueAt: null })], [true, false])
  })
})

describe('a task that repeats', () => {
  const daily = { rule: 'FREQ=DAILY', timeZone: 'UTC' }
  const due = (day: number) => new Date(Date.UTC(2026, 11, day, 9))
  const repeating = (rule = daily.rule) => {
    const written = { act: 'change', to: { recurrence: { ...daily, rule } } } as const
    return afterAll(action({ dueAt: due(1) }), [written]).action
  }
  const complete = { act: 'complete' } as const

  it('is due the next time when it was done, and says which time that was', () => {
    const { action: is, facts } = afterAll(repeating(), [complete, complete])
    assert.deepEqual([is.status, is.completedAt, is.dueAt], ['open', null, due(3)])
    assert.deepEqual(
      facts.map(({ type, occurrence }) => [type, occurrence]),
      [
        ['completed', due(1)],
        ['completed', due(2)],
      ],
    )
  })

  it('is done once for a time that is named twice, and refuses one that is not its turn', () => {
    const { action: is } = afterAll(repeating(), [{ ...complete, occurrence: due(1) }])
    assert.deepEqual(decide(is, { ...complete, occurrence: due(1), isDone: true }, now), [])
    refuses(is, { ...complete, occurrence: due(3) }, 'OCCURRENCE_NOT_DUE')
  })

  it('is completed with its last time, which can be taken back', () => {
    const { action: over, facts } = afterAll(repeating('FREQ=DAILY;COUNT=2'), [complete, complete, complete])
    assert.deepEqual([over.status, over.completedAt, over.dueAt, facts.length], ['completed', now, due(2), 2])
    const reopened = afterAll(over, [{ act: 'reopen' }])
    assert.deepEqual(reopened.facts[0]?.undone, due(2))
    assert.deepEqual(afterAll(reopened.action, [complete]).action, { ...over, version: over.version + 2 })
  })

  it('takes the times behind it along when its due date is moved, and goes on counting', () => {
    const begun = afterAll(repeating('FREQ=WEEKLY;COUNT=2'), [complete]).action
    const moved = afterAll(begun, [{ act: 'change', to: { dueAt: due(10) } }]).action
    assert.deepEqual([moved.recurrence?.from, moved.recurrence?.done], [due(10).toISOString(), 1])
    assert.equal(afterAll(moved, [complete]).action.status, 'completed')
  })

  it('counts anew with a new rule, and is not changed by the one that it has', () => {
    const begun = afterAll(repeating(), [complete]).action
    assert.deepEqual(decide(begun, { act: 'change', to: { recurrence: daily } }, now), [])
    const weekly = { ...daily, rule: 'FREQ=WEEKLY' }
    const { recurrence } = afterAll(begun, [{ act: 'change', to: { recurrence: weekly } }]).action
    assert.deepEqual(recurrence, { ...weekly, from: due(2).toISOString(), done: 0 })
  })

  it('is a task, and has a due date for as long as it repeats', () => {
    const to = { recurrence: daily }
    refuses(action({ kind: 'journal', dueAt: later }), { act: 'change', to }, 'TASKS_REPEAT_ONLY')
    refuses(action(), { act: 'change', to }, 'RECURRENCE_NEEDS_DUE_DATE')
    refuses(repeating(), { act: 'change', to: { dueAt: null } }, 'RECURRENCE_NEEDS_DUE_DATE')
    const ended = { act: 'change', to: { dueAt: null, recurrence: null } } as const
    assert.equal(afterAll(repeating(), [ended]).action.recurrence, null)
  })
})
