// Lets one `npm start` run at a time in a folder, and is not fooled by a pid that has gone to another process.
import { linkSync, mkdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { Impossible } from './component.js'
import { readJson, writeJson } from './json-file.js'
import { processIdentity } from './process-identity.js'
import { runsBelow } from './runs-below.js'

export interface LockHolder {
  pid: number
  identity: string
}

const TRIES = 3

/** Takes the lock or throws; the answer gives it back. */
export function takeLock(file: string, root: string): () => void {
  const own: LockHolder = { pid: process.pid, identity: processIdentity(process.pid) ?? '' }
  mkdirSync(dirname(file), { recursive: true })
  for (let tries = 0; tries < TRIES; tries++) {
    if (claim(file, own)) return () => release(file, own)
    const holder = lockHolder(file, root)
    if (holder) {
      throw new Impossible(
        `EventFlow already runs from this folder (pid ${holder.pid})`,
        'npm run status shows it, npm run stop ends it',
      )
    }
    // Whoever held it was killed before it could give it back.
    rmSync(file, { force: true })
  }
  throw new Impossible(`the lock ${file} cannot be taken`, 'remove that file if no npm start runs')
}

/** Who holds it now, if that process still lives. */
export function lockHolder(file: string, root: string): LockHolder | undefined {
  const holder = readJson<LockHolder>(file)
  return holder && runsBelow(root, holder) ? holder : undefined
}

/** A link is made whole or not at all and never replaces another, so two at the same time cannot both succeed. */
function claim(file: string, own: LockHolder): boolean {
  const draft = `${file}.${own.pid}`
  writeJson(draft, own)
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function release(file: string, own: LockHolder): void {
  if (readJson<LockHolder>(file)?.identity === own.identity) rmSync(file, { force: true })
}
