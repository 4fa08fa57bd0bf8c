// Starts the stand-in for MongoDB on a JDK: for trying EventFlow out where no real server can be had.
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Ground, Provided } from '../component.js'
import { ROOT, STACKS } from '../places.js'
import { findProgram, lastLine, runCommand } from '../run-command.js'
import { startMongoServer } from './mongo-server.js'
import type { NotHere } from './ways.js'

const SOURCES = join(ROOT, 'tools', 'mongo-stand-in')
const FETCH_WITHIN_MS = 180_000

export async function fromStandIn(ground: Ground): Promise<Provided | NotHere> {
  const java = findJava(ground)
  if (!java) return { not: 'there is no JDK for the stand-in' }
  const libraries = await fetchLibraries(ground)
  if ('not' in libraries) return libraries
  const store = join(ground.folder, 'mongo', 'stand-in.mv.db')
  const keep = ground.throwaway ? [] : ['--file', store]
  const java512 = ['-Xmx512m', '-XX:+UseSerialGC', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn']
  const program = ['-cp', join(libraries.folder, '*'), join(SOURCES, 'MongoStandIn.java')]
  const server = {
    command: java,
    args: (port: number) => [...java512, ...program, '--port', String(port), ...keep],
    describe: (_version: string, port: number) =>
      `a stand-in for MongoDB on port ${port}, for trying out only${ground.throwaway ? ', in memory' : ''}`,
  }
  return startMongoServer(server, ground)
}

/** The `java` beside a `javac`: without its compiler Java cannot run a source file. */
function findJava({ environment }: Ground): string | undefined {
  const home = environment.JAVA_HOME
  const javac = findProgram([...(home ? [join(home, 'bin', 'javac')] : []), 'javac'], environment)
  return javac && findProgram([join(dirname(javac), 'java')], environment)
}

/** Fetched once; whole or not at all, and anew when the pinned versions change. */
async function fetchLibraries(ground: Ground): Promise<{ folder: string } | NotHere> {
  const pom = join(SOURCES, 'pom.xml')
  const version = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 12)
  const folder = join(STACKS, 'cache', 'mongo-stand-in', version)
  if (existsSync(folder)) return { folder }
  const maven = findProgram(['mvn'], ground.environment)
  if (!maven) return { not: 'there is no Maven to fetch the stand-in' }
  ground.say('fetching the stand-in for MongoDB by Maven')
  const draft = `${folder}.${process.pid}.draft`
  mkdirSync(draft, { recursive: true })
  try {
    // Maven writes beside the pom that it reads, and the repository is not the place for that.
    copyFileSync(pom, join(draft, 'pom.xml'))
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${join(draft, 'lib')}`]
    const { environment, signal } = ground
    const options = { timeoutMs: FETCH_WITHIN_MS, folder: draft, environment, signal }
    const fetched = await runCommand([maven, '--batch-mode', '--quiet', ...goal], options)
    signal.throwIfAborted()
    if (!fetched.ok) return { not: `Maven could not fetch the stand-in (${mavenReason(fetched.output)})` }
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
