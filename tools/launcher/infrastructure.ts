// Puts up all pieces of infrastructure at the same time.
import type { Component, Ground, Provided } from './component.js'
import type { Progress } from './progress.js'

/** The pieces by name. When one cannot be had, the others are given up, but waited for, so that nothing is left half started. */
export async function provideAll(
  components: Component[],
  ground: Ground,
  progress: Progress,
): Promise<Record<string, Provided>> {
  const failure = new AbortController()
  const signal = AbortSignal.any([ground.signal, failure.signal])
  const outcomes = await Promise.allSettled(
    components.map(async ({ name, provide }) => {
      const work = (say: (text: string) => void) => provide({ ...ground, signal, say })
      const provided = await progress
        .step(name, work, ({ how }) => how)
        .catch((error: unknown) => {
          // Only the first reason counts: the others fail because of it.
          failure.abort(error)
          throw error
        })
      return [name, provided] as const
    }),
  )
  signal.throwIfAborted()
  return Object.fromEntries(
    outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])),
  )
}
