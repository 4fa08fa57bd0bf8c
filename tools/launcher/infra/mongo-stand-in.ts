// Starts the stand-in for MongoDB on a JDK: for trying EventFlow out where no real server can be had.
import { dirname, join } from 'node:path'
import type { Ground, Provided } from '../component.js'
import { ROOT } from '../places.js'
import { findProgram } from '../run-command.js'
import { fetchByMaven } from './maven.js'
import { startMongoServer } from './mongo-server.js'
import type { NotHere } from './ways.js'

const SOURCES = join(ROOT, 'tools', 'mongo-stand-in')

export async function fromStandIn(ground: Ground): Promise<Provided | NotHere> {
  const java = findJava(ground)
  if (!java) return { not: 'there is no JDK for the stand-in' }
  const pom = join(SOURCES, 'pom.xml')
  const libraries = await fetchByMaven({ ...ground, pom, name: 'mongo-stand-in' })
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
