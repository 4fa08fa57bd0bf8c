// Installs what the benchmark measures beside, once for each lock file, outside of the workspaces: no part of the platform.
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, STACKS } from '../launcher/places.js'
import { lastLine, runCommand } from '../launcher/run-command.js'
import { userEnvironment } from '../launcher/user-environment.js'

const source = join(ROOT, 'tools', 'bench', 'peers')
const withinMs = 300_000

export type Peers = { folder: string } | { problem: string }

/** Answers the folder in which the adapters stand beside the packages that they import, or why there is none. */
export async function installPeers(say: (text: string) => void): Promise<Peers> {
  const lock = readFileSync(join(source, 'package-lock.json'))
  const hash = createHash('sha256').update(lock).digest('hex').slice(0, 12)
  const folder = join(STACKS, 'cache', `bench-peers-${hash}`)
  mkdirSync(folder, { recursive: true })
  cpSync(source, folder, { recursive: true })
  const stamp = join(folder, 'installed')
  if (existsSync(stamp)) return { folder }
  say('installing the peers (npm ci, once)')
  const command = ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-progress']
  const { ok, output } = await runCommand(command, {
    timeoutMs: withinMs,
    folder,
    environment: userEnvironment(),
  })
  if (!ok) return { problem: reasonIn(output) }
  writeFileSync(stamp, '')
  return { folder }
}

/** Npm says first what went wrong, and last where it wrote that down. */
const reasonIn = (output: string): string => /^npm error (.+)$/m.exec(output)?.[1] ?? lastLine(output)
