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
  let reason: unknown
  const provideOne = async ({ name, provide }: Component) => {
    const work = (say: (text: string) => void) => provide({ ...ground, signal, say })
    try {
      return [name, await progress.step(name, work, ({ how }) => how)] as const
    } catch (error) {
      // Only the first reason counts: the others fail because of it.
      reason ??= error
      failure.abort(new Error('given up, because another piece cannot be had'))
      return undefined
    }
  }
  const provided = await Promise.all(components.map(provideOne))
  ground.signal.throwIfAborted()
  if (reason) throw reason
  return Object.fromEntries(provided.filter((part) => part !== undefined))
}
