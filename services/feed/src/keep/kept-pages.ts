// First pages of feeds in the memory of this process, whole or not at all: answered only while the tokens of all whom they show hold.
import { beginStamping, type Stamping } from './stamping.js'
import type { Stamp, Tokens } from './tokens.js'

export interface Page {
  /** As it is answered. */
  json: string
  headers: Readonly<Record<string, string>>
}

export interface KeptPages {
  /** The page as it is kept, or as it is made now; those who ask meanwhile wait for one making. */
  page(name: string, make: (stamping: Stamping) => Promise<Page>): Promise<Page>
}

interface Made {
  page: Page
  stamp: Stamp | undefined
}

const bytesAtMost = 32_000_000

export function keepPages(tokens: Pick<Tokens, 'stamp' | 'holds'>): KeptPages {
  const kept = new Map<string, Made>()
  const underWay = new Map<string, Promise<Made>>()
  let bytes = 0

  const drop = (name: string) => {
    bytes -= kept.get(name)?.page.json.length ?? 0
    kept.delete(name)
  }
  const keep = (name: string, made: Made) => {
    drop(name)
    kept.set(name, made)
    bytes += made.page.json.length
    for (const oldest of kept.keys()) if (bytes > bytesAtMost) drop(oldest)
  }
  const isGood = async (made: Made | undefined): Promise<boolean> =>
    made?.stamp !== undefined && (await tokens.holds(made.stamp))

  const makeOnce = (name: string, make: (stamping: Stamping) => Promise<Page>): Promise<Made> => {
    const work = async () => {
      const stamping = beginStamping(tokens)
      const made = { page: await make(stamping), stamp: stamping.stamp() }
      if (made.stamp) keep(name, made)
      return made
    }
    const making = work().finally(() => {
      if (underWay.get(name) === making) underWay.delete(name)
    })
    underWay.set(name, making)
    return making
  }

  return {
    page: async (name, make) => {
      const known = kept.get(name)
      if (known && (await isGood(known))) return known.page
      const running = underWay.get(name)
      if (!running) return (await makeOnce(name, make)).page
      // It was perhaps begun before what the caller has heard of: it is believed if it still holds.
      const others = await running.catch(() => undefined)
      return others && (await isGood(others)) ? others.page : (await makeOnce(name, make)).page
    },
  }
}
