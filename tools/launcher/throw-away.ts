// A stack that lives as long as its launcher: its folder is named after it, signed by it, and removed with it.
import { join } from 'node:path'
import type { Ground, Provided } from './component.js'
import { createGround } from './ground.js'
import { readJson, writeJson } from './json-file.js'
import { removeStack } from './orphans.js'
import { STACKS } from './places.js'
import { processIdentity } from './process-identity.js'
import { type NotedProcess, runsBelow } from './runs-below.js'
import { shutDown } from './shut-down.js'
import { userEnvironment } from './user-environment.js'

const NAME = /^(?:test|bench|chaos)-(\d+)$/
const ownerFile = (folder: string) => join(folder, 'owner.json')

interface ThrowAway {
  kind: 'test' | 'bench' | 'chaos'
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
    const owner: NotedProcess = { pid: process.pid, identity: processIdentity(process.pid) ?? '' }
    writeJson(ownerFile(folder), owner)
    return await work(ground, provided)
  } finally {
    await shutDown([], Object.values(provided))
    removeStack(folder)
  }
}

/** True for the folder of a throw-away stack whose launcher does not live any more. */
export function isAbandoned(folder: string, name: string, root: string): boolean {
  const pid = NAME.exec(name)?.[1]
  if (pid === undefined) return false
  const owner = readJson<NotedProcess>(ownerFile(folder))
  // Without the note it may just have been made: the pid in its name has to do.
  return owner ? !runsBelow(root, owner) : processIdentity(Number(pid)) === undefined
}
