// Items that wait in a queue for each key; a key is handed out whole and handed back, so that nobody else works on it meanwhile.

export interface KeyQueues<T> {
  add(key: string, item: T): void
  /** The key that has waited longest; those with troubled items only when asked for. */
  next(kind: 'sound' | 'troubled'): string | undefined
  has(kind: 'sound' | 'troubled'): boolean
  /** What waits for a key that was handed out; shared, and grows while others add to it. */
  of(key: string): T[]
  handBack(key: string): void
}

export function createKeyQueues<T>(isTroubled: (item: T) => boolean): KeyQueues<T> {
  const queues = new Map<string, T[]>()
  const keys = { sound: new Set<string>(), troubled: new Set<string>() }
  const offer = (key: string, items: readonly T[]) =>
    keys[items.some(isTroubled) ? 'troubled' : 'sound'].add(key)
  return {
    add: (key, item) => {
      const queue = queues.get(key)
      if (queue) return void queue.push(item)
      queues.set(key, [item])
      return void offer(key, [item])
    },
    next: (kind) => {
      const [key] = keys[kind]
      if (key !== undefined) keys[kind].delete(key)
      return key
    },
    has: (kind) => keys[kind].size > 0,
    of: (key) => queues.get(key) ?? [],
    handBack: (key) => {
      const queue = queues.get(key)
      if (queue && queue.length > 0) offer(key, queue)
      else queues.delete(key)
    },
  }
}
