// Downloads mongod into a cache that all stacks share; says at once when the place it comes from cannot be reached.
import { join } from 'node:path'
import type { Ground } from '../component.js'
import { STACKS } from '../places.js'
import { lastLine, runCommand } from '../run-command.js'
import type { NotHere } from './ways.js'

const DOWNLOAD_WITHIN_MS = 300_000

/** In a process of its own, because the package cannot be told to stop: Ctrl-C must end a download of 100 MB. */
export async function downloadMongod(ground: Ground): Promise<{ mongod: string } | NotHere> {
  const cache = join(STACKS, 'cache', 'mongod')
  ground.say('looking for mongod on the network')
  const command = [process.execPath, join(__dirname, 'mongo-download-main.js'), cache]
  const { environment, signal } = ground
  const { ok, output } = await runCommand(command, { timeoutMs: DOWNLOAD_WITHIN_MS, environment, signal })
  signal.throwIfAborted()
  const last = lastLine(output)
  return ok ? { mongod: last } : { not: `mongod could not be downloaded (${last})` }
}
