// Order by key without giving up speed: work of one key runs one after the other, work of different keys side by side.
import { AsyncResource } from 'node:async_hooks'

type Work = () => Promise<void>

export interface Lanes {
  /** Runs the work after all earlier work of the same key. The work answers for its own failures: it never rejects. */
  run(key: string, work: Work): void
  /** Resolves when everything given so far is done. */
  idle(): Promise<void>
}

/** So many keys at a time. A key gives its lane back after each piece of work, so that a long queue of one holds up no other. */
export function createLanes(count: number): Lanes {
  const queues = new Map<string, Work[]>()
  const waiting: string[] = []
  const watchers: Array<() => void> = []
  let busy = 0

  const fill = () => {
    while (busy < count && waiting.length > 0) {
      busy++
      void workOn(waiting.shift() ?? '')
    }
    if (busy === 0) for (const tell of watchers.splice(0)) tell()
  }

  const workOn = async (key: string) => {
    const queue = queues.get(key) ?? []
    await queue.shift()?.()
    busy--
    if (queue.length > 0) waiting.push(key)
    else queues.delete(key)
    fill()
  }

  return {
    run(key, given) {
      // It may begin at the end of other work, and must not be taken for a part of that: each has a trace of its own.
      const work = AsyncResource.bind(given)
      const queue = queues.get(key)
      if (queue) return void queue.push(work)
      queues.set(key, [work])
      waiting.push(key)
      fill()
    },
    idle: () => (busy === 0 ? Promise.resolve() : new Promise((resolve) => watchers.push(resolve))),
  }
}
