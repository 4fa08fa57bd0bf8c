// A PostgreSQL of this stack alone: own data, own port on 127.0.0.1, own random password.
import { chownSync, existsSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import type { Ground, Provided } from '../component.js'
import { spawnOwned } from '../owned-process.js'
import { lastLine, runCommand } from '../run-command.js'
import { waitUntil } from '../wait-until.js'
import { type PostgresPlace, placeForPostgres } from './postgres-place.js'

const ADMIN = 'eventflow_admin'

/** `programs` is the folder with `initdb` and `postgres`, `major` their version. */
export async function startPrivatePostgres(programs: string, ground: Ground): Promise<Provided> {
  const place = await placeForPostgres(ground, programs)
  const version = await versionOf(place)
  const data = join(place.folder, 'data')
  const password = ground.secret('postgres')
  if (existsSync(join(data, 'PG_VERSION'))) checkVersion(data, version)
  else await createData(place, { data, password, version }, ground)
  removeStaleNote(data)
  const port = await ground.port('postgres')
  const server = spawnOwned({
    name: 'postgres',
    command: join(place.programs, 'postgres'),
    args: ['-D', data, ...serverSettings(port, ground.throwaway).flatMap((setting) => ['-c', setting])],
    environment: { PATH: ground.environment.PATH, LC_ALL: 'C.UTF-8' },
    folder: place.folder,
    logFile: join(ground.folder, 'postgres', 'postgres.log'),
    // "Fast": ends the sessions and writes everything down; SIGTERM would wait for the clients.
    stopSignal: 'SIGINT',
    graceMs: 20_000,
    ...(place.user && { user: place.user }),
  })
  const url = `postgres://${ADMIN}:${password}@127.0.0.1:${port}/postgres`
  try {
    const waiting = { timeoutMs: 60_000, signal: ground.signal, process: server }
    await waitUntil('PostgreSQL', () => askPostgres(url), waiting)
  } catch (error) {
    await server.stop()
    throw error
  }
  return {
    how: `private instance of PostgreSQL ${version} on port ${port}${place.remark}`,
    addresses: { postgres: url },
    owned: [server],
  }
}

/** Throws unless the server lets this login in. */
export async function askPostgres(url: string): Promise<string> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const answer = await client.query<{ server_version: string }>('SHOW server_version')
    return answer.rows[0]?.server_version ?? 'of unknown version'
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** "postgres (PostgreSQL) 18.4 (Debian 18.4-1)" -> "18.4" */
async function versionOf(place: PostgresPlace): Promise<string> {
  const options = { timeoutMs: 10_000, folder: place.folder, user: place.user }
  const told = await runCommand([join(place.programs, 'postgres'), '--version'], options)
  const version = /\) (\d+[.\w]*)/.exec(told.output)?.[1]
  if (!told.ok || !version)
    throw new Error(`${place.programs}/postgres does not run: ${lastLine(told.output)}`)
  return version
}

/** Not the end of the search: the next program may be of the right version. */
function checkVersion(data: string, version: string): void {
  const made = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim()
  if (made === version.split('.')[0]) return
  throw new Error(`the data in ${data} were made by PostgreSQL ${made}, which version ${version} cannot read`)
}

/**
 * A server that was killed leaves a note with its pid, and the next one refuses to start while that pid lives,
 * as it does after a restart of the machine or in a copied folder: there it belongs to something else.
 */
function removeStaleNote(data: string): void {
  const note = join(data, 'postmaster.pid')
  const pid = existsSync(note) ? readFileSync(note, 'utf8').split('\n', 1)[0] : undefined
  if (!pid || process.platform !== 'linux') return
  if (worksIn(pid) !== data) rmSync(note)
}

function worksIn(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}

interface NewData {
  data: string
  password: string
  version: string
}

async function createData(
  place: PostgresPlace,
  { data, password, version }: NewData,
  ground: Ground,
): Promise<void> {
  ground.say('creating the data folder')
  // An earlier attempt may have been broken off half-way.
  rmSync(data, { recursive: true, force: true })
  const passwordFile = join(place.folder, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (place.user) chownSync(passwordFile, place.user.uid, place.user.gid)
  const options = {
    timeoutMs: 120_000,
    folder: place.folder,
    user: place.user,
    environment: { PATH: ground.environment.PATH, LC_ALL: 'C.UTF-8' },
    signal: ground.signal,
  }
  const login = ['-U', ADMIN, '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  const text = ['--encoding=UTF8', ...localeFlags(Number.parseInt(version, 10))]
  const made = await runCommand(
    [
      join(place.programs, 'initdb'),
      '-D',
      data,
      ...login,
      ...text,
      ...(ground.throwaway ? ['--no-sync'] : []),
    ],
    options,
  )
  rmSync(passwordFile, { force: true })
  if (!made.ok) throw new Error(`initdb of PostgreSQL ${version} failed: ${lastLine(made.output)}`)
}

/** The same order and case rules on every machine, whatever locales it has; built in from version 17 on. */
function localeFlags(major: number): string[] {
  return major >= 17
    ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
    : ['--locale=C.UTF-8']
}

export function serverSettings(port: number, throwaway: boolean): string[] {
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    // No socket file: it would lie in /tmp and meet that of another instance.
    'unix_socket_directories=',
    // Sixteen services with a pool each, and the specs of `npm test` beside them.
    'max_connections=400',
    'shared_buffers=128MB',
    'jit=off',
    // By itself it writes the values that it objects to into its log, and an address that is taken is somebody's.
    'log_error_verbosity=terse',
  ]
  // Nothing of a throw-away stack outlives a power cut; commits stay synchronous so that ordering bugs still show.
  return throwaway
    ? [...settings, 'fsync=off', 'full_page_writes=off', 'wal_level=minimal', 'max_wal_senders=0']
    : settings
}
