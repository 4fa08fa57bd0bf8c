// Removes what containers of a stack have kept on disk, when the stack itself is removed.
import { join } from 'node:path'
import { readJson } from '../json-file.js'
import { findProgram, runCommand } from '../run-command.js'
import { userEnvironment } from '../user-environment.js'
import { projectOf } from './container.js'

const SERVICES = ['rabbitmq', 'postgres', 'mongo', 'redis', 's3', 'mailbox']

/** Does nothing for a stack that never ran in containers: it has no name for them. */
export async function removeVolumes(stackFolder: string): Promise<void> {
  const secret = readJson<Record<string, string>>(join(stackFolder, 'secrets.json'))?.containers
  const docker = findProgram(['docker'], userEnvironment())
  if (!secret || !docker) return
  for (const service of SERVICES) {
    const down = [docker, 'compose', '--project-name', projectOf(secret, service), 'down', '--volumes']
    await runCommand(down, { timeoutMs: 60_000 })
  }
}
