// Order by key without giving up speed: items of one key are worked on one after the other, those of different keys side by side.

export interface Lanes<T> {
  add(key: string, item: T): void
  /** Resolves when everything given so far is done. */
  idle(): Promise<void>
}

export interface LanesPlan<T> {
  /** So many batches at a time. */
  count: number
  /** How many items one batch may hold at this moment. */
  batch(): number
  /** Works on the items in their order. It answers for its own failures: it never rejects. */
  work(items: readonly T[]): Promise<void>
}

/**
 * As many as make a further lane worth its while at once; fewer wait for the one at work to come back, but not for long.
 * And as many as a lane takes at least if they are there: in shares of two or three each would cost a transaction.
 */
const worthALane = 20
const patienceMs = 2

/**
 * An item that comes while nothing is at work begins at once; what queues up is taken in batches, of several keys and of
 * several items of one key. One lane that comes back for more does more than eight that each take a little, as long as
 * the work is quick; so a further one is opened only for many items, or for those that have waited. A key gives its lane
 * back after each batch, so that a long queue of one holds up no other.
 */
export function createLanes<T>({ count, batch, work }: LanesPlan<T>): Lanes<T> {
  const queues = new Map<string, T[]>()
  const waiting = new Set<string>()
  const watchers: Array<() => void> = []
  let queued = 0
  let busy = 0
  let patience: NodeJS.Timeout | undefined

  const open = () => {
    busy++
    const fairShare = Math.ceil(queued / (count - busy + 1))
    void workOn(take(Math.max(1, Math.min(batch(), Math.max(worthALane, fairShare)))))
  }

  const fill = () => {
    while (waiting.size > 0 && busy < count && (busy === 0 || queued >= worthALane)) open()
    if (!patience && waiting.size > 0 && busy < count) patience = setTimeout(openForTheWaiting, patienceMs)
    if (busy === 0) for (const tell of watchers.splice(0)) tell()
  }

  const openForTheWaiting = () => {
    patience = undefined
    if (waiting.size > 0 && busy < count) open()
    fill()
  }

  const take = (share: number) => {
    const keys: string[] = []
    const items: T[] = []
    for (const key of waiting) {
      if (items.length >= share) break
      waiting.delete(key)
      keys.push(key)
      items.push(...(queues.get(key)?.splice(0, share - items.length) ?? []))
    }
    queued -= items.length
    return { keys, items }
  }

  const workOn = async ({ keys, items }: { keys: string[]; items: T[] }) => {
    await work(items)
    busy--
    for (const key of keys) {
      if (queues.get(key)?.length === 0) queues.delete(key)
      else waiting.add(key)
    }
    fill()
  }

  return {
    add(key, item) {
      queued++
      const queue = queues.get(key)
      if (queue) return void queue.push(item)
      queues.set(key, [item])
      waiting.add(key)
      fill()
    },
    idle: () => (busy === 0 ? Promise.resolve() : new Promise((resolve) => watchers.push(resolve))),
  }
}
