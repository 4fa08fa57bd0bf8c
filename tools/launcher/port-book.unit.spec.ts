import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { choosePort, nobodyListens, openPortBook } from './port-book.js'

const choose = (choice: { wish?: number; last?: number; taken?: number[] }) =>
  choosePort({
    wish: choice.wish,
    last: choice.last,
    isFree: async (port) => !(choice.taken ?? []).includes(port),
    random: () => 0.5,
  })

describe('the choice of a port', () => {
  it('is the wished one where nobody listens there', async () => {
    assert.equal(await choose({ wish: 8080, last: 21_000 }), 8080)
  })

  it('is the one of last time when the wished one is taken', async () => {
    assert.equal(await choose({ wish: 8080, last: 21_000, taken: [8080] }), 21_000)
  })

  it('is any other when that is taken, too', async () => {
    assert.equal(await choose({ wish: 8080, last: 21_000, taken: [8080, 21_000] }), 25_000)
  })

  it('stays below the ports that the system gives to outgoing connections', async () => {
    const highest = await choosePort({ isFree: async () => true, random: () => 0.999_999 })
    const lowest = await choosePort({ isFree: async () => true, random: () => 0 })
    assert.deepEqual([lowest, highest], [20_000, 29_999])
  })

  it('gives up after a bounded number of tries', async () => {
    await assert.rejects(choosePort({ isFree: async () => false, random: () => 0.1 }), /no free port/)
  })
})

describe('the book of ports', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'eventflow-ports-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  it('gives the same name the same port at the next start', async () => {
    const file = join(folder, 'same.json')
    const first = await openPortBook(file)('redis')
    assert.equal(await openPortBook(file)('redis'), first)
  })

  it('gives two who ask at the same time different ports', async () => {
    const port = openPortBook(join(folder, 'pair.json'))
    const wish = await openPortBook(join(folder, 'other.json'))('any')
    const [one, two] = await Promise.all([port('one', wish), port('two', wish)])
    assert.notEqual(one, two)
  })

  it('passes over a port on which somebody listens', async () => {
    const wish = await openPortBook(join(folder, 'probe.json'))('any')
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(wish, '127.0.0.1', resolve))
    assert.equal(await nobodyListens(wish), false)
    assert.notEqual(await openPortBook(join(folder, 'taken.json'))('gateway', wish), wish)
    await new Promise((resolve) => server.close(resolve))
    assert.equal(await nobodyListens(wish), true)
  })
})
