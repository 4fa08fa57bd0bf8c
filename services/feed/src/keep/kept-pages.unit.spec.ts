import assert from 'node:assert/strict'
import { type KeptPages, keepPages, type Page } from './kept-pages.js'
import type { Stamp } from './tokens.js'

/** Tokens that change when they are told to, and can be away. */
function tokens() {
  const versions = new Map<string, number>()
  const is = { away: false }
  const token = (id: string) => String(versions.get(id) ?? 0)
  return {
    is,
    change: (id: string) => void versions.set(id, (versions.get(id) ?? 0) + 1),
    stamp: async (ids: readonly string[]): Promise<Stamp | undefined> =>
      is.away ? undefined : ids.map((id) => [id, token(id)] as const),
    holds: async (stamp: Stamp) => !is.away && stamp.every(([id, known]) => token(id) === known),
  }
}

describe('first pages that are kept', () => {
  let known: ReturnType<typeof tokens>
  let pages: KeptPages
  let truth: string
  let made: number
  let during: () => Promise<void>

  beforeEach(() => {
    known = tokens()
    pages = keepPages(known)
    truth = 'first'
    made = 0
    during = async () => undefined
  })

  const read = async (): Promise<string> => {
    const page = await pages.page('ada', async ({ note }): Promise<Page> => {
      made++
      await note(['ada'])
      const json = truth
      await during()
      return { json, headers: {} }
    })
    return page.json
  }
  const change = (to: string) => {
    truth = to
    known.change('ada')
  }

  it('are made once, and again when somebody they show has changed', async () => {
    assert.deepEqual([await read(), await read(), made], ['first', 'first', 1])
    change('second')
    assert.deepEqual([await read(), await read(), made], ['second', 'second', 2])
  })

  it('are over when the change came while they were made', async () => {
    during = async () => {
      during = async () => undefined
      change('second')
    }
    assert.equal(await read(), 'first')
    assert.equal(await read(), 'second')
  })

  it('answer nobody who asked after a change with what was begun before it', async () => {
    let goOn: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      goOn = resolve
    })
    during = () => held
    const early = read()
    await new Promise((resolve) => setImmediate(resolve))
    change('second')
    const late = read()
    during = async () => undefined
    goOn()
    assert.deepEqual([await early, await late], ['first', 'second'])
  })

  it('are made once for all who ask at the same time', async () => {
    assert.deepEqual(await Promise.all([read(), read(), read()]), ['first', 'first', 'first'])
    assert.equal(made, 1)
  })

  it('are made anew each time while the tokens cannot be had', async () => {
    await read()
    known.is.away = true
    truth = 'second'
    assert.deepEqual([await read(), await read(), made], ['second', 'second', 3])
  })
})
