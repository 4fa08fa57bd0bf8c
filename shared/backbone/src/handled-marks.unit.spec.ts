import assert from 'node:assert/strict'
import { newId } from '@eventflow/runtime'
import type { Handle, Reading } from './handle-messages.js'
import { handledMarks, type MarkPlace } from './handled-marks.js'
import type { Envelope, Reaction } from './reaction.js'

const type = 'parcel.sent'
const minuteMs = 60_000

/** A place for marks that can be away, with what was done in which order. */
function stage() {
  const there = new Set<string>()
  const done: string[] = []
  const said: string[] = []
  const state = { away: false, atMs: Date.now() }
  const place: MarkPlace = {
    put: async (keys) => {
      if (state.away) throw new Error('away')
      await new Promise((resolve) => setImmediate(resolve))
      done.push('marked')
      for (const key of keys) there.add(key)
    },
    count: async (keys) => {
      if (state.away) throw new Error('away')
      return keys.filter((key) => there.has(key)).length
    },
  }
  const note = (message: string) => void said.push(message)
  const marks = handledMarks(place, {
    service: 'depot',
    queuesByEvent: { [type]: ['depot', 'depot.sorting', 'ledger'], 'parcel.lost': ['ledger'] },
    logger: { debug: note, info: note, warn: note, error: note },
    now: () => new Date(state.atMs),
  })
  const work: Handle<Reaction> = async (readings) => {
    done.push('worked')
    return readings.map(() => ({ kind: 'handled' }))
  }
  const handleIn = async (queue: string, ids: readonly string[], causationId?: string) => {
    const outcomes = await marks.marking(queue, work)(ids.map((id) => readingOf(id, causationId)))
    done.push('answered')
    return outcomes
  }
  const pending = (...ids: string[]) => marks.pending(ids.map((id) => ({ id, type })))
  return { marks, state, done, said, handleIn, pending, work }
}

const readingOf = (id: string, causationId?: string) =>
  ({ envelope: { id, ...(causationId && { causationId }) } as Envelope }) as Reading<Reaction>

describe('the marks of what was handled', () => {
  it('are set when the work is done, and before the message is answered for', async () => {
    const { done, handleIn } = stage()
    await handleIn('depot', [newId(), newId()])
    assert.deepEqual(done, ['worked', 'marked', 'answered'])
  })

  it('are not set when the work fails', async () => {
    const { done, marks, pending } = stage()
    const id = newId()
    const failing = marks.marking('depot.sorting', async () => {
      throw new Error('spoilt')
    })
    await assert.rejects(failing([readingOf(id)]), /spoilt/)
    assert.deepEqual(done, [])
    assert.equal(await pending(id), 2)
  })

  it('leave a message pending until every queue of the service that gets it has handled it', async () => {
    const { handleIn, pending } = stage()
    const [id, other] = [newId(), newId()]
    assert.equal(await pending(id, id), 2)
    await handleIn('depot', [id])
    assert.equal(await pending(id), 1)
    await handleIn('depot.sorting', [id, other])
    assert.equal(await pending(id), 0)
    assert.equal(await pending(id, other), 1)
  })

  it('say nothing of messages that do not come here', async () => {
    const { marks } = stage()
    const elsewhere = [
      { id: newId(), type: 'parcel.lost' },
      { id: newId(), type: 'nobody.knows' },
    ]
    assert.equal(await marks.pending(elsewhere), 0)
    assert.equal(await marks.pending([]), 0)
  })

  it('are spared for what was caused by a message, which no token names', async () => {
    const { done, handleIn } = stage()
    await handleIn('depot', [newId()], newId())
    assert.deepEqual(done, ['worked', 'answered'])
  })

  it('are not waited for once they may be gone', async () => {
    const { state, pending } = stage()
    const id = newId()
    state.atMs += 14 * minuteMs
    assert.equal(await pending(id), 2)
    state.atMs += 2 * minuteMs
    assert.equal(await pending(id), 0)
  })

  it('hold up no work while Redis is away, leave all pending, and are set when it is back', async () => {
    const { state, said, handleIn, pending, done } = stage()
    const ids = Array.from({ length: 20 }, newId)
    state.away = true
    for (const id of ids) await handleIn('depot', [id])
    for (const id of ids) await handleIn('depot.sorting', [id])
    assert.deepEqual([...new Set(done)], ['worked', 'answered'])
    assert.equal(await pending(...ids), 40)
    assert.equal(said.length, 1)
    state.away = false
    const endsAt = Date.now() + 5_000
    while ((await pending(...ids)) > 0 && Date.now() < endsAt)
      await new Promise((resolve) => setTimeout(resolve, 20))
    assert.equal(await pending(...ids), 0)
    await handleIn('depot', [newId()])
    assert.equal(said.length, 1)
  })
})
