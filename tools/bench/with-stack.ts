// A throw-away stack around the measurements that need one.
import type { Environment } from '@eventflow/runtime'
import { components, infrastructureEnvironment } from '../launcher/infra/all.js'
import { provideAll } from '../launcher/infrastructure.js'
import { createProgress } from '../launcher/progress.js'
import { withThrowAway } from '../launcher/throw-away.js'
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
  return withThrowAway({ kind: 'bench', signal }, async (ground, provided) => {
    Object.assign(provided, await provideAll(components, ground, createProgress()))
    await work({ ...userEnvironment(), ...infrastructureEnvironment(provided) })
    return Object.values(provided).map(({ how }) => how)
  })
}
