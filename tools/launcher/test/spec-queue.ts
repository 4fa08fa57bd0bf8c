// The spec files that are still to be run, as a folder from which several processes take the next one, each file once.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const waiting = '.waiting'
const taken = '.taken'

/** In this order; what was in the folder before is gone. */
export function queueSpecs(folder: string, files: readonly string[]): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [index, file] of files.entries())
    writeFileSync(join(folder, `${String(index).padStart(5, '0')}${waiting}`), file)
}

/** The next one for this process alone; undefined when none is left. */
export function claimSpec(folder: string): string | undefined {
  for (const name of namesIn(folder)) {
    const place = join(folder, name.replace(waiting, taken))
    try {
      renameSync(join(folder, name), place)
      return readFileSync(place, 'utf8')
    } catch (error) {
      // Another process was quicker.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
  return undefined
}

/** Those that nobody has taken. */
export const specsLeft = (folder: string): string[] =>
  namesIn(folder).map((name) => readFileSync(join(folder, name), 'utf8'))

const namesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(waiting))
    .sort()
