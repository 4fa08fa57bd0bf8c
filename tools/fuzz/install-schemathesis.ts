// Installs Schemathesis, once for each list of requirements, into a Python environment of its own below .eventflow/cache.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Impossible } from '../launcher/component.js'
import { ROOT, STACKS } from '../launcher/places.js'
import { findProgram, lastLine, runCommand } from '../launcher/run-command.js'
import { userEnvironment } from '../launcher/user-environment.js'

const requirements = join(ROOT, 'tools', 'fuzz', 'requirements.txt')
const withinMs = 300_000
const oldestPython = '3.11'

/** Answers the Python that has it: unlike the program beside it, that one still runs when the folder was moved. */
export async function installSchemathesis(say: (text: string) => void, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)
  const folder = join(STACKS, 'cache', `schemathesis-${hash}`)
  const ownPython = join(folder, 'bin', 'python')
  const stamp = join(folder, 'installed')
  if (existsSync(stamp)) return ownPython
  const python = await findPython(signal)
  say('installing Schemathesis (pip, once)')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(STACKS, 'cache'), { recursive: true })
  const run = (command: string[]) =>
    runCommand(command, { timeoutMs: withinMs, environment: userEnvironment(), signal })
  const made = await run([python, '-m', 'venv', folder])
  if (!made.ok)
    throw new Impossible(
      `${python} could not make an environment: ${lastLine(made.output)}`,
      'install its module venv (on Debian and Ubuntu: apt install python3-venv), then run the same command again',
    )
  const pip = ['-m', 'pip', 'install', '--quiet', '--require-hashes', '--requirement', requirements]
  const installed = await run([ownPython, ...pip])
  signal.throwIfAborted()
  if (!installed.ok)
    throw new Impossible(
      `pip could not install Schemathesis: ${reasonIn(installed.output)}`,
      'check the network or the package index (`pip config list`), then run the same command again',
    )
  writeFileSync(stamp, '')
  return ownPython
}

async function findPython(signal: AbortSignal): Promise<string> {
  const environment = userEnvironment()
  const isNewEnough = `import sys; sys.exit(sys.version_info < (${oldestPython.replace('.', ', ')}))`
  for (const name of ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python']) {
    const found = findProgram([name], environment)
    if (!found) continue
    const { ok } = await runCommand([found, '-c', isNewEnough], { timeoutMs: 10_000, environment, signal })
    if (ok) return found
  }
  throw new Impossible(
    `Python ${oldestPython} or later was not found on the PATH`,
    'install it (https://www.python.org), then run the same command again; nothing else of EventFlow needs it',
  )
}

/** Pip says what went wrong behind ERROR, and perhaps much around it. */
const reasonIn = (output: string): string => /^ERROR: (.+)$/m.exec(output)?.[1] ?? lastLine(output)
