// Puts up all pieces of infrastructure at the same time.
import type { Component, Ground, Provided } from './component.js'
import type { Progress } from './progress.js'

/** The pieces by name. When one cannot be had, the others are still waited for, so that nothing is left half started. */
export async function provideAll(
  components: Component[],
  ground: Ground,
  progress: Progress,
): Promise<Record<string, Provided>> {
  const outcomes = await Promise.allSettled(
    components.map(({ name, provide }) =>
      progress.step(
        name,
        (say) => provide({ ...ground, say }),
        ({ how }) => how,
      ),
    ),
  )
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed) throw failed.reason
  const provided = outcomes.map((outcome) => (outcome as PromiseFulfilledResult<Provided>).value)
  return Object.fromEntries(components.map(({ name }, index) => [name, provided[index] as Provided]))
}
