// One limit on the time of many things, kept with one timer: they are due in the order in which they began.

export interface Deadlines {
  /** `late` is called once if nobody says within the limit that it is over. Answers how to say that. */
  begin(late: () => void): Deadline
  over(deadline: Deadline): void
}

export interface Deadline {
  readonly dueAt: number
  readonly late: () => void
}

/** The timer keeps no process alive: what is waited for does. */
export function createDeadlines(limitMs: number): Deadlines {
  const open = new Set<Deadline>()
  let timer: NodeJS.Timeout | undefined

  const look = () => {
    timer = undefined
    const now = performance.now()
    for (const deadline of open) {
      if (deadline.dueAt > now) return wait(deadline.dueAt - now)
      open.delete(deadline)
      deadline.late()
    }
  }

  const wait = (ms: number) => {
    timer = setTimeout(look, ms).unref()
  }

  return {
    begin: (late) => {
      const deadline = { dueAt: performance.now() + limitMs, late }
      open.add(deadline)
      if (!timer) wait(limitMs)
      return deadline
    },
    over: (deadline) => void open.delete(deadline),
  }
}
