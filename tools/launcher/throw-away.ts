// A throw-away ground around a piece of work: its owner is written down, and nothing is left of it afterwards.
import { join } from 'node:path'
import { signFolder } from './abandoned.js'
import type { Ground, Provided } from './component.js'
import { createGround } from './ground.js'
import { removeStack } from './orphans.js'
import { STACKS } from './places.js'
import { shutDown } from './shut-down.js'
import { userEnvironment } from './user-environment.js'

interface ThrowAway {
  /** What the folder is named after: `test`, `bench`, `chaos`. */
  kind: string
  signal: AbortSignal
  environment?: Ground['environment']
}

/** What the work puts into `provided` is shut down at the end, however the work ends. */
export async function withThrowAway<T>(
  { kind, signal, environment = userEnvironment() }: ThrowAway,
  work: (ground: Ground, provided: Record<string, Provided>) => Promise<T>,
): Promise<T> {
  const folder = join(STACKS, `${kind}-${process.pid}`)
  const provided: Record<string, Provided> = {}
  try {
    const ground = createGround({ folder, throwaway: true, environment, signal })
    signFolder(folder)
    return await work(ground, provided)
  } finally {
    await shutDown([], Object.values(provided))
    removeStack(folder)
  }
}
