import assert from 'node:assert/strict'
import { closeAll, within } from './resource.js'

const never = () => new Promise<never>(() => undefined)

describe('closing all resources', () => {
  const recorded = (closed: string[]) => (name: string) => ({
    close: async () => {
      await new Promise((resolve) => setImmediate(resolve))
      closed.push(name)
    },
  })

  it('closes one after the other, the last opened first', async () => {
    const closed: string[] = []
    const resources = ['database', 'broker', 'port'].map(recorded(closed))
    assert.deepEqual(await closeAll(resources, 1_000), [])
    assert.deepEqual(closed, ['port', 'broker', 'database'])
    assert.equal(resources.length, 3)
  })

  it('goes on after one that fails, and tells what went wrong', async () => {
    const closed: string[] = []
    const named = recorded(closed)
    const problems = await closeAll(
      [named('database'), { close: () => Promise.reject(new Error('stuck')) }, named('port')],
      1_000,
    )
    assert.deepEqual(closed, ['port', 'database'])
    assert.deepEqual(
      problems.map(({ message }) => message),
      ['stuck'],
    )
  })

  it('goes on after one that throws instead of rejecting, or that rejects with no error', async () => {
    const closed: string[] = []
    const problems = await closeAll(
      [
        recorded(closed)('database'),
        {
          close: () => {
            throw new Error('at once')
          },
        },
        { close: () => Promise.reject('a word') },
      ],
      1_000,
    )
    assert.deepEqual(closed, ['database'])
    assert.deepEqual(
      problems.map(({ message }) => message),
      ['a word', 'at once'],
    )
  })

  it('waits for those that take their time within the deadline', async () => {
    const closed: string[] = []
    const slow = {
      close: async () => {
        await new Promise((resolve) => setTimeout(resolve, 120))
        closed.push('slow')
      },
    }
    assert.deepEqual(await closeAll([slow, slow], 5_000), [])
    assert.deepEqual(closed, ['slow', 'slow'])
  })

  it('waits for one that hangs until the deadline, and still gives each other a moment', async () => {
    const closed: string[] = []
    const startedAt = Date.now()
    const problems = await closeAll([recorded(closed)('database'), { close: never }, { close: never }], 80)
    assert.ok(Date.now() - startedAt < 1_000)
    assert.deepEqual(closed, ['database'])
    assert.equal(problems.length, 2)
    for (const { message } of problems) assert.match(message, /^no answer within \d+ ms$/)
  })
})

describe('work within a limit', () => {
  it('answers what the work answers, or fails as it fails', async () => {
    assert.equal(await within(1_000, Promise.resolve('done')), 'done')
    await assert.rejects(within(1_000, Promise.reject(new Error('no'))), /^Error: no$/)
  })

  it('rejects when the time is up', async () => {
    await assert.rejects(within(10, never()), /no answer within 10 ms/)
  })

  it('leaves no timer behind that would keep the process', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    await new Promise((resolve) => setImmediate(resolve))
    const before = timers()
    await within(60_000, Promise.resolve())
    assert.equal(timers(), before)
  })

  it('survives work that fails after nobody waits for it any more', async () => {
    let fail: (error: Error) => void = () => undefined
    const work = new Promise<void>((_, reject) => {
      fail = reject
    })
    await assert.rejects(within(5, work))
    fail(new Error('too late'))
    await new Promise((resolve) => setImmediate(resolve))
  })
})
