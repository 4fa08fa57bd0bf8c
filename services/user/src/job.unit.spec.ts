import assert from 'node:assert/strict'
import { keepersOfPersonalData } from '@eventflow/contracts'
import { isOpen, type Job, newJob, shownJob, withAnswer } from './job.js'

const now = new Date('2026-11-21T12:00:00.000Z')
const job = newJob('erasure', '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12', now)
const answers = keepersOfPersonalData.map((service, count) => ({ service, counts: { things: count } }))

describe('a job of all services', () => {
  it('waits for each of them', () => {
    assert.deepEqual(
      job.parts.map(({ service, status }) => [service, status]),
      keepersOfPersonalData.map((service) => [service, 'pending']),
    )
    assert.deepEqual([job.status, job.finishedAt, isOpen(job)], ['pending', null, true])
  })

  it('runs from the first answer on and is done with the last, in whatever order they come', () => {
    for (const order of [answers, [...answers].reverse()]) {
      let current: Job = job
      for (const [index, answer] of order.entries()) {
        current = withAnswer(current, answer, now) ?? assert.fail('the answer was not taken')
        assert.equal(current.status, index < order.length - 1 ? 'running' : 'done')
      }
      assert.deepEqual([current.finishedAt, isOpen(current)], [now, false])
    }
  })

  it('is not changed by an answer that came before, by somebody who was not asked, or when it is over', () => {
    const [first] = answers
    assert.ok(first)
    const running = withAnswer(job, first, now)
    assert.ok(running)
    assert.equal(withAnswer(running, { ...first, counts: { things: 99 } }, now), undefined)
    assert.equal(withAnswer(job, { service: 'moon' }, now), undefined)
    assert.equal(withAnswer({ ...job, status: 'failed' }, first, now), undefined)
  })

  it('shows what was answered, but not where it lies', () => {
    const [first] = answers
    const running =
      withAnswer(job, { ...first, service: first?.service ?? '', location: 'exports/x' }, now) ?? job
    assert.deepEqual(Object.keys(shownJob(running)), ['id', 'status', 'createdAt', 'parts'])
    assert.ok(!JSON.stringify(shownJob(running)).includes('exports/x'))
  })
})
