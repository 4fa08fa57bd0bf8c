import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { text } from '@eventflow/contracts'
import { createCursors } from './cursor.js'
import { pageQuery, pageShape, readPage, type Seek } from './page.js'

const cursors = createCursors(randomBytes(32))

interface Page {
  items: string[]
  next: string | null
  prev: string | null
}

/** A list of names in the order of the alphabet, as a store would read it. */
const listOfShips = (ships: string[], filters: Record<string, unknown> = {}, owner?: string) => {
  const fetch = async ({ from, backwards, limit }: Seek) => {
    const sorted = [...ships].sort()
    const [name] = (from ?? []) as [string?]
    const rest = sorted.filter((ship) => name === undefined || (backwards ? ship < name : ship > name))
    return (backwards ? rest.reverse() : rest).slice(0, limit)
  }
  return async (query: { limit?: number; cursor?: string }) => {
    const { body, headers } = await readPage({
      cursors,
      path: '/v1/ships',
      filters,
      ...(owner !== undefined && { owner }),
      query,
      fetch,
      positionOf: (ship) => [ship],
      show: (ship) => ship,
    })
    return { ...(body as Page), link: headers?.link }
  }
}

const nine = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']

describe('the pages of a list', () => {
  it('show every item once, forwards to the end and backwards to the beginning', async () => {
    const read = listOfShips(nine)
    const forwards: string[][] = []
    let page = await read({ limit: 4 })
    forwards.push(page.items)
    while (page.next) {
      page = await read({ limit: 4, cursor: page.next })
      forwards.push(page.items)
    }
    assert.deepEqual(forwards, [['a', 'b', 'c', 'd'], ['e', 'f', 'g', 'h'], ['i']])
    const backwards: string[][] = []
    while (page.prev) {
      page = await read({ limit: 4, cursor: page.prev })
      backwards.push(page.items)
    }
    assert.deepEqual(backwards, [
      ['e', 'f', 'g', 'h'],
      ['a', 'b', 'c', 'd'],
    ])
  })

  it('know where the list begins and ends, also when it ends with a full page', async () => {
    const read = listOfShips(['a', 'b', 'c', 'd'])
    const first = await read({ limit: 2 })
    assert.equal(first.prev, null)
    const second = await read({ limit: 2, cursor: String(first.next) })
    assert.deepEqual([second.items, second.next], [['c', 'd'], null])
    const again = await read({ limit: 2, cursor: String(second.prev) })
    assert.deepEqual([again.items, again.prev, typeof again.next], [['a', 'b'], null, 'string'])
  })

  it('repeat and skip nothing when others are added before and behind', async () => {
    const ships = [...nine]
    const read = listOfShips(ships)
    const first = await read({ limit: 3 })
    ships.push('aa', 'ca', 'z')
    const second = await read({ limit: 4, cursor: String(first.next) })
    assert.deepEqual([...first.items, ...second.items], ['a', 'b', 'c', 'ca', 'd', 'e', 'f'])
  })

  it('have twenty items unless the caller wants another number', async () => {
    const ships = Array.from({ length: 30 }, (_, index) => String(index + 10))
    assert.equal((await listOfShips(ships)({})).items.length, 20)
    assert.equal((await listOfShips(ships)({ limit: 1 })).items.length, 1)
  })

  it('are empty, with no way on, where the list is', async () => {
    assert.deepEqual(await listOfShips([])({}), { items: [], next: null, prev: null, link: undefined })
  })

  it('link to their neighbours with the filters and the limit that they were asked for', async () => {
    const read = listOfShips(nine, { colour: 'black & red', owner: undefined })
    const first = await read({ limit: 4 })
    assert.equal(first.link, `</v1/ships?colour=black+%26+red&limit=4&cursor=${first.next}>; rel="next"`)
    const second = await read({ limit: 4, cursor: String(first.next) })
    assert.match(String(second.link), /rel="next", <.*rel="prev"$/)
  })

  it('cannot be continued with the cursor of a list with other filters', async () => {
    const black = await listOfShips(nine, { colour: 'black' })({ limit: 2 })
    await assert.rejects(listOfShips(nine, { colour: 'red' })({ cursor: String(black.next) }), /cursor/)
  })

  it('cannot be continued by somebody else, who has a list of their own', async () => {
    const { next, link } = await listOfShips(nine, {}, 'ada')({ limit: 2 })
    assert.equal((await listOfShips(nine, {}, 'ada')({ cursor: String(next) })).items.length, 7)
    await assert.rejects(listOfShips(nine, {}, 'grace')({ cursor: String(next) }), /cursor/)
    assert.ok(!String(link).includes('ada'))
  })

  it('are asked for with a limit of 1 to 100 and a cursor of bounded length', () => {
    const isFine = (name: 'limit' | 'cursor', value: unknown) =>
      pageQuery[name].validate(value).error === undefined
    assert.deepEqual(
      [0, 1, 100, 101].map((limit) => isFine('limit', limit)),
      [false, true, true, false],
    )
    assert.deepEqual(
      ['', 'x', 'x'.repeat(1_025)].map((cursor) => isFine('cursor', cursor)),
      [false, true, false],
    )
  })

  it('have a shape that can be documented', () => {
    const page = { items: ['a'], next: 'x', prev: null }
    assert.equal(pageShape(text(5)).validate(page).error, undefined)
    assert.ok(pageShape(text(5)).validate({ ...page, total: 9 }).error)
  })
})
