// Waits for a condition that somebody else brings about, and who says so after each step.

export interface Until {
  /** Resolves as soon as the condition holds at a step. */
  until(holds: () => boolean): Promise<void>
  step(): void
}

export function createUntil(): Until {
  const watchers = new Set<() => void>()
  return {
    until: (holds) =>
      holds()
        ? Promise.resolve()
        : new Promise((resolve) => {
            const look = () => {
              if (!holds()) return
              watchers.delete(look)
              resolve()
            }
            watchers.add(look)
          }),
    step: () => {
      for (const look of watchers) look()
    },
  }
}
