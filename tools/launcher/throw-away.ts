// The ground of a stack that lives as long as its launcher: named after it, signed by it, removed with it.
import { join } from 'node:path'
import type { Ground } from './component.js'
import { createGround } from './ground.js'
import { readJson, writeJson } from './json-file.js'
import { STACKS } from './places.js'
import { processIdentity } from './process-identity.js'
import { type NotedProcess, runsBelow } from './runs-below.js'
import { userEnvironment } from './user-environment.js'

const NAME = /^test-(\d+)$/
const ownerFile = (folder: string) => join(folder, 'owner.json')

export function throwAwayGround(signal: AbortSignal): Ground {
  const folder = join(STACKS, `test-${process.pid}`)
  const ground = createGround({ folder, throwaway: true, environment: userEnvironment(), signal })
  const owner: NotedProcess = { pid: process.pid, identity: processIdentity(process.pid) ?? '' }
  writeJson(ownerFile(folder), owner)
  return ground
}

/** True for the folder of a throw-away stack whose launcher does not live any more. */
export function isAbandoned(folder: string, name: string, root: string): boolean {
  const pid = NAME.exec(name)?.[1]
  if (pid === undefined) return false
  const owner = readJson<NotedProcess>(ownerFile(folder))
  // Without the note it may just have been made: the pid in its name has to do.
  return owner ? !runsBelow(root, owner) : processIdentity(Number(pid)) === undefined
}
