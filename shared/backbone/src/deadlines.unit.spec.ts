import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { createDeadlines } from './deadlines.js'

describe('deadlines', () => {
  it('call what is late, once each, in the order of their beginning', async () => {
    const { begin } = createDeadlines(20)
    const late: string[] = []
    await new Promise<void>((resolve) => {
      begin(() => late.push('first'))
      begin(() => late.push('second'))
      setTimeout(
        () =>
          begin(() => {
            late.push('third')
            resolve()
          }),
        10,
      )
    })
    assert.deepEqual(late, ['first', 'second', 'third'])
  })

  it('leave alone what is over in time, while its neighbours are late', async () => {
    const { begin, over } = createDeadlines(10)
    const late: string[] = []
    const good = begin(() => late.push('good'))
    await new Promise<void>((resolve) => {
      begin(() => {
        late.push('bad')
        resolve()
      })
      over(good)
    })
    assert.deepEqual(late, ['bad'])
  })

  it('hold again after a time without any', async () => {
    const { begin, over } = createDeadlines(5)
    over(begin(() => assert.fail('it was over')))
    // Until the timer of the first one has found nothing to do.
    await sleep(15)
    await new Promise<void>((resolve) => void begin(resolve))
  })

  it('never call before their time', async () => {
    const { begin } = createDeadlines(30)
    begin(() => undefined)
    await sleep(15)
    const beganAt = performance.now()
    await new Promise<void>((resolve) => void begin(resolve))
    assert.ok(performance.now() - beganAt >= 29)
  })
})
