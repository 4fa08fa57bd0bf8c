// Tells the folder of a throw-away stack whose launcher was killed from one that is in use.
import { join } from 'node:path'
import { readJson, writeJson } from './json-file.js'
import { processIdentity } from './process-identity.js'
import { type NotedProcess, runsBelow } from './runs-below.js'

/** `test-4711`: what the stack is for, and the pid of the launcher that it lives and dies with. */
const NAME = /^[a-z]+-(\d+)$/
const ownerFile = (folder: string) => join(folder, 'owner.json')

/** Written first of all, so that the folder cannot be taken for abandoned while it is filled. */
export function signFolder(folder: string): void {
  const owner: NotedProcess = { pid: process.pid, identity: processIdentity(process.pid) ?? '' }
  writeJson(ownerFile(folder), owner)
}

export function isAbandoned(folder: string, name: string, root: string): boolean {
  const pid = NAME.exec(name)?.[1]
  if (pid === undefined) return false
  const owner = readJson<NotedProcess>(ownerFile(folder))
  // Without the note it may just have been made: the pid in its name has to do.
  return owner ? !runsBelow(root, owner) : processIdentity(Number(pid)) === undefined
}
