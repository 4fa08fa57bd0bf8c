// A throw-away stack around a piece of work, its addresses in the environment for the processes started meanwhile.
import { join } from 'node:path'
import type { Environment } from '@eventflow/runtime'
import type { Provided } from '../launcher/component.js'
import { createGround } from '../launcher/ground.js'
import { components, infrastructureEnvironment } from '../launcher/infra/all.js'
import { provideAll } from '../launcher/infrastructure.js'
import { removeStack } from '../launcher/orphans.js'
import { STACKS } from '../launcher/places.js'
import { createProgress } from '../launcher/progress.js'
import { shutDown } from '../launcher/shut-down.js'
import { userEnvironment } from '../launcher/user-environment.js'

/** Answers how each component was provided; nothing is put up when nothing needs it. */
export async function withStack(
  needed: boolean,
  signal: AbortSignal,
  work: (environment: Environment) => Promise<void>,
): Promise<string[]> {
  if (!needed) {
    await work(userEnvironment())
    return []
  }
  const folder = join(STACKS, `bench-${process.pid}`)
  let provided: Record<string, Provided> = {}
  try {
    const ground = createGround({ folder, throwaway: true, environment: userEnvironment(), signal })
    provided = await provideAll(components, ground, createProgress())
    await work({ ...userEnvironment(), ...infrastructureEnvironment(provided) })
    return Object.values(provided).map(({ how }) => how)
  } finally {
    await shutDown([], Object.values(provided))
    removeStack(folder)
  }
}
