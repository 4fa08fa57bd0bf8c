// What Maven has to bring: the jars that a pom pins, fetched once; whole or not at all, and anew when the pinned versions change.
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { STACKS } from '../places.js'
import { findProgram, lastLine, runCommand } from '../run-command.js'

const FETCH_WITHIN_MS = 180_000

interface Wish {
  pom: string
  /** Of the folder in the cache. */
  name: string
  environment: Readonly<Record<string, string | undefined>>
  signal?: AbortSignal
  say(text: string): void
}

export async function fetchByMaven(wish: Wish): Promise<{ folder: string } | { not: string }> {
  const { pom, name, environment, signal, say } = wish
  const version = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 12)
  const folder = join(STACKS, 'cache', name, version)
  if (existsSync(folder)) return { folder }
  const maven = findProgram(['mvn'], environment)
  if (!maven) return { not: `there is no Maven to fetch ${name}` }
  say(`fetching ${name} by Maven`)
  const draft = `${folder}.${process.pid}.draft`
  mkdirSync(draft, { recursive: true })
  try {
    // Maven writes beside the pom that it reads, and the repository is not the place for that.
    copyFileSync(pom, join(draft, 'pom.xml'))
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${join(draft, 'lib')}`]
    const options = { timeoutMs: FETCH_WITHIN_MS, folder: draft, environment, ...(signal && { signal }) }
    const fetched = await runCommand([maven, '--batch-mode', '--quiet', ...goal], options)
    signal?.throwIfAborted()
    if (!fetched.ok) return { not: `Maven could not fetch ${name} (${mavenReason(fetched.output)})` }
    if (!existsSync(folder)) renameSync(join(draft, 'lib'), folder)
    return { folder }
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** Maven ends its report with advice; the reason stands in its first error line. */
function mavenReason(output: string): string {
  const line = output.split('\n').find((candidate) => candidate.includes('[ERROR]')) ?? lastLine(output)
  return line.replace(/.*\[ERROR\]\s*/, '').slice(0, 200)
}
