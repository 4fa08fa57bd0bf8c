// A limit on how long a reaction may take: one that hangs would keep its lane, its message and its locks for ever.

/** The reaction goes on unobserved, in a transaction that is over. */
export class SlowReactionError extends Error {
  constructor(limitMs: number) {
    super(`the reaction was not done within ${limitMs} ms`)
    this.name = 'SlowReactionError'
  }
}

export async function withinLimit<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new SlowReactionError(limitMs)), limitMs)
  })
  // Whatever it comes to later is nobody's concern any more.
  work.catch(() => undefined)
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
