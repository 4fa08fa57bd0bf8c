// The corpus of released events, one file for each version, as it lies in the repository.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AnyContract, type ReleasedEvent, releaseOf } from '@eventflow/contracts'

const folderIn = (root: string): string => join(root, 'shared', 'contracts', 'released')

export function readCorpus(root: string): ReleasedEvent[] {
  const folder = folderIn(root)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as ReleasedEvent)
}

/** Writes down the events as they are; answers the files that changed. Older versions stay as they were. */
export function writeCorpus(root: string, contracts: readonly AnyContract[]): string[] {
  const folder = folderIn(root)
  mkdirSync(folder, { recursive: true })
  return contracts
    .map((contract) => `${contract.type}.v${contract.version}.json`)
    .filter((file, index) => {
      const known = existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : undefined
      const contract = contracts[index] as AnyContract
      const released = releaseOf(contract, known === undefined ? undefined : JSON.parse(known))
      const content = `${JSON.stringify(released, null, 2)}\n`
      if (content !== known) writeFileSync(join(folder, file), content)
      return content !== known
    })
}
