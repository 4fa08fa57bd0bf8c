// Sleep that ends by the clock or by a call; a call while awake keeps the next sleep from beginning.

export interface Doze {
  sleep(): Promise<void>
  wake(): void
}

export function createDoze(limitMs: number): Doze {
  let called = false
  let end: (() => void) | undefined
  return {
    sleep: () =>
      new Promise<void>((resolve) => {
        const over = () => {
          clearTimeout(timer)
          called = false
          end = undefined
          resolve()
        }
        const timer = setTimeout(over, limitMs)
        if (called) over()
        else end = over
      }),
    wake: () => {
      called = true
      end?.()
    },
  }
}
