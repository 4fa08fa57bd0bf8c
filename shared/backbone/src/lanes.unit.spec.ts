import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLanes } from './lanes.js'

/** Work that is done when the test says so. */
function gate() {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

/** Lanes whose items are the work itself, each alone. */
function lanesFor(count: number) {
  const work = async (items: ReadonlyArray<() => Promise<unknown>>) => {
    for (const item of items) await item()
  }
  const lanes = createLanes<() => Promise<unknown>>({ count, batch: () => 1, work })
  return { run: lanes.add, idle: lanes.idle }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('the lanes of a consumer', () => {
  it('run the work of one key in the order it came, one at a time', async () => {
    const lanes = lanesFor(8)
    const done: string[] = []
    let atOnce = 0
    for (let n = 0; n < 200; n++) {
      const key = `key-${n % 5}`
      lanes.run(key, async () => {
        assert.equal(++atOnce <= 5, true)
        await (n % 3 === 0 ? turn() : Promise.resolve())
        done.push(`${key}:${n}`)
        atOnce--
      })
    }
    await lanes.idle()
    for (let key = 0; key < 5; key++) {
      const ofKey = done.filter((one) => one.startsWith(`key-${key}:`))
      const expected = Array.from({ length: 40 }, (_, i) => `key-${key}:${i * 5 + key}`)
      assert.deepEqual(ofKey, expected)
    }
  })

  it('run the work of different keys at the same time, up to their number, when it has to wait', async () => {
    const lanes = lanesFor(4)
    const hold = gate()
    const begun: number[] = []
    for (let n = 0; n < 10; n++)
      lanes.run(`key-${n}`, async () => {
        begun.push(n)
        await hold.opened
      })
    assert.deepEqual(begun, [0])
    await sleep(50)
    assert.deepEqual(begun, [0, 1, 2, 3])
    hold.open()
    await lanes.idle()
    assert.equal(begun.length, 10)
  })

  it('open at once for many items', async () => {
    const lanes = lanesFor(4)
    const hold = gate()
    let begun = 0
    for (let n = 0; n < 40; n++)
      lanes.run(`key-${n}`, async () => {
        begun++
        await hold.opened
      })
    assert.equal(begun, 4)
    hold.open()
    await lanes.idle()
    assert.equal(begun, 40)
  })

  it('let no key wait for a slow one while a lane is free', async () => {
    const lanes = lanesFor(2)
    const slow = gate()
    const done: string[] = []
    lanes.run('slow', () => slow.opened)
    lanes.run('slow', async () => void done.push('slow'))
    for (let n = 0; n < 100; n++) lanes.run(`key-${n}`, async () => void done.push(`key-${n}`))
    for (let n = 0; n < 100 && done.length < 100; n++) await sleep(10)
    assert.equal(done.length, 100)
    slow.open()
    await lanes.idle()
    assert.equal(done.at(-1), 'slow')
  })

  it('give every key its turn when one of them always has more to do', async () => {
    const lanes = lanesFor(1)
    const done: string[] = []
    for (let n = 0; n < 50; n++) lanes.run('busy', async () => void done.push('busy'))
    lanes.run('quiet', async () => void done.push('quiet'))
    await lanes.idle()
    assert.ok(done.indexOf('quiet') <= 2, `came as number ${done.indexOf('quiet')}`)
  })

  it('are idle at once when nothing was given, and again after each load', async () => {
    const lanes = lanesFor(3)
    await lanes.idle()
    let done = 0
    for (let load = 1; load <= 3; load++) {
      for (let n = 0; n < 20; n++)
        lanes.run(`key-${n}`, async () => {
          await turn()
          done++
        })
      await lanes.idle()
      assert.equal(done, load * 20)
    }
  })

  it('take what queues up in batches, each no larger than its limit, in the order of each key', async () => {
    const batches: string[][] = []
    const hold = gate()
    const lanes = createLanes<string>({
      count: 2,
      batch: () => 5,
      work: async (items) => {
        batches.push([...items])
        await hold.opened
      },
    })
    for (let n = 0; n < 40; n++) lanes.add(`key-${n % 10}`, `key-${n % 10}:${Math.floor(n / 10)}`)
    hold.open()
    await lanes.idle()
    assert.equal(batches[0]?.length, 1)
    assert.ok(batches.some(({ length }) => length === 5))
    assert.ok(batches.every(({ length }) => length <= 5))
    for (let key = 0; key < 10; key++) {
      const ofKey = batches.flat().filter((item) => item.startsWith(`key-${key}:`))
      assert.deepEqual(
        ofKey,
        [0, 1, 2, 3].map((n) => `key-${key}:${n}`),
      )
    }
  })

  it('forget a key when its work is done', async () => {
    const lanes = lanesFor(4)
    for (let n = 0; n < 10_000; n++) lanes.run(`key-${n}`, async () => undefined)
    await lanes.idle()
    const again: number[] = []
    lanes.run('key-1', async () => void again.push(1))
    await lanes.idle()
    assert.deepEqual(again, [1])
  })
})
