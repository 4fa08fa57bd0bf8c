// A limit on how long a reaction may take: one that hangs would keep its lane, its message and its locks for ever.
import { createDeadlines } from './deadlines.js'

/** The reaction goes on unobserved, in a transaction that is over. */
export class SlowReactionError extends Error {
  constructor(limitMs: number) {
    super(`the reaction was not done within ${limitMs} ms`)
    this.name = 'SlowReactionError'
  }
}

/** Comes to what the work comes to, or fails in time; whatever the work comes to later is nobody's concern any more. */
export type TimeLimit = <T>(work: Promise<T>) => Promise<T>

export function createTimeLimit(limitMs: number): TimeLimit {
  const deadlines = createDeadlines(limitMs)
  return (work) =>
    new Promise((resolve, reject) => {
      const deadline = deadlines.begin(() => reject(new SlowReactionError(limitMs)))
      work.then(
        (result) => {
          deadlines.over(deadline)
          resolve(result)
        },
        (error) => {
          deadlines.over(deadline)
          reject(error)
        },
      )
    })
}
